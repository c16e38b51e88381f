// The command line, read: what it takes is a contract, other programs drive it.
import { parseArgs } from 'node:util';

/** The command line cannot be understood; the message says what to change. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export type ServeArguments = {
  readonly host: string;
  readonly port: number;
  readonly data: string;
  readonly isDemo: boolean;
  readonly holdSeconds: number;
  readonly tls: { readonly certFile: string; readonly keyFile: string } | undefined;
  readonly publicOrigin: string | undefined;
  readonly isBehindProxy: boolean;
  readonly clouds: readonly string[];
  /** Largest file that may be uploaded, in mebibytes. */
  readonly maxObjectMb: number;
  readonly allowsPrivatePreviews: boolean;
  /** The domain of the SIP addresses that UCWA accounts sign in with. */
  readonly sipDomain: string;
  /** Which of the two families of addresses UCWA resources have. */
  readonly ucwaPaths: 'real' | 'reference';
  readonly allowsUcwaFaults: boolean;
};

export type UserCommand =
  | {
      readonly action: 'add';
      readonly name: string;
      readonly display: string | undefined;
      readonly home: string | undefined;
      readonly isBot: boolean;
      /** Nobody's contact at first, instead of everybody's. */
      readonly isStranger: boolean;
    }
  | { readonly action: 'remove'; readonly name: string }
  | { readonly action: 'list' };

export type Invocation =
  | { readonly kind: 'help' }
  | ({ readonly kind: 'serve' } & ServeArguments)
  | { readonly kind: 'user'; readonly data: string; readonly command: UserCommand };

export const usage = `Usage:
  npm run -s gateway -- [options]                              start the gateway
  npm run -s gateway -- user add <name> --password-stdin [--display <text>] [--stranger] [--home <origin>] [--data <dir>]
  npm run -s gateway -- user add <name> --bot [--display <text>] [--data <dir>]
  npm run -s gateway -- user list [--data <dir>]
  npm run -s gateway -- user remove <name> [--data <dir>]

Options:
  --host <address>          address to listen on (default 127.0.0.1)
  --port <number>           port to listen on; 0 picks a free one (default 8787)
  --data <dir|memory:>      folder of the embedded database, or memory only (default data/gateway)
  --demo                    create the demo people and let them live; loopback only
  --hold-seconds <seconds>  longest time a poll is held, 1 to 300 (default 25)
  --tls-cert <file>         certificate chain (PEM) for TLS, together with --tls-key
  --tls-key <file>          private key (PEM)
  --public-origin <origin>  origin under which clients reach the gateway, when a proxy stands in front
  --behind-proxy            believe the last address in X-Forwarded-For
  --cloud <origin>          another gateway on which users may be at home; may be repeated
  --max-object-mb <number>  largest file or picture that may be uploaded, 1 to 2000 (default 100)
  --allow-private-previews  make previews of pages on this machine and in private networks too, on any port
  --sip-domain <domain>     domain of the addresses for Skype for Business accounts (default skylark.example):
                            fred.2 signs in as fred.2@<domain>
  --ucwa-paths <family>     addresses of UCWA resources as real servers have them, or as the reference pages
                            write them: real or reference (default real)
  --ucwa-faults             for trying clients out: answer a UCWA request with the error that its header
                            X-Skylark-Fault names
  --stranger                for user add: nobody's contact at first; without it the new user and
                            everybody who is here are contacts of each other
  --help                    show this text

The environment variable DATABASE_URL names a PostgreSQL server to use instead of the embedded database.
When the gateway is ready it prints one line of JSON on standard output; its log goes to standard error.
`;

const options = {
  host: { type: 'string', default: '127.0.0.1' },
  port: { type: 'string', default: '8787' },
  data: { type: 'string', default: 'data/gateway' },
  demo: { type: 'boolean', default: false },
  'hold-seconds': { type: 'string', default: '25' },
  'tls-cert': { type: 'string' },
  'tls-key': { type: 'string' },
  'public-origin': { type: 'string' },
  'behind-proxy': { type: 'boolean', default: false },
  cloud: { type: 'string', multiple: true, default: [] as string[] },
  'max-object-mb': { type: 'string', default: '100' },
  'allow-private-previews': { type: 'boolean', default: false },
  'sip-domain': { type: 'string', default: 'skylark.example' },
  'ucwa-paths': { type: 'string', default: 'real' },
  'ucwa-faults': { type: 'boolean', default: false },
  display: { type: 'string' },
  home: { type: 'string' },
  bot: { type: 'boolean', default: false },
  stranger: { type: 'boolean', default: false },
  'password-stdin': { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

type Values = ReturnType<typeof readValues>['values'];

function readValues(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'The arguments cannot be read.');
  }
}

function number(text: string, option: string, least: number, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) {
    throw new UsageError(`--${option} takes a whole number from ${least} to ${most}, not "${text}".`);
  }
  return value;
}

/** An origin in its plain form (`https://host:port`). */
function origin(text: string, option: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.href !== `${url.origin}/`) {
    throw new UsageError(`--${option} takes an origin such as https://chat.example.org, not "${text}".`);
  }
  return url.origin;
}

/** A domain name in its plain form. */
function domain(text: string, option: string): string {
  const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
  if (!new RegExp(`^${label}(?:\\.${label})*$`).test(text.toLowerCase()) || text.length > 253) {
    throw new UsageError(`--${option} takes a domain such as example.org, not "${text}".`);
  }
  return text.toLowerCase();
}

function pathsFamily(text: string): ServeArguments['ucwaPaths'] {
  if (text === 'real' || text === 'reference') return text;
  throw new UsageError(`--ucwa-paths takes real or reference, not "${text}".`);
}

/** Whether an address to listen on can only be reached from this machine. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

function readTls(values: Values): ServeArguments['tls'] {
  const certFile = values['tls-cert'];
  const keyFile = values['tls-key'];
  if (certFile === undefined && keyFile === undefined) return undefined;
  if (certFile === undefined || keyFile === undefined)
    throw new UsageError('--tls-cert and --tls-key belong together.');
  return { certFile, keyFile };
}

function readServe(values: Values): ServeArguments {
  if (values.demo && !isLoopback(values.host)) {
    throw new UsageError('--demo has people with a known password, so it only listens on loopback (--host 127.0.0.1).');
  }
  const publicOrigin = values['public-origin'];
  return {
    host: values.host,
    port: number(values.port, 'port', 0, 65_535),
    data: values.data,
    isDemo: values.demo,
    holdSeconds: number(values['hold-seconds'], 'hold-seconds', 1, 300),
    tls: readTls(values),
    publicOrigin: publicOrigin === undefined ? undefined : origin(publicOrigin, 'public-origin'),
    isBehindProxy: values['behind-proxy'],
    clouds: values.cloud.map((text) => origin(text, 'cloud')),
    maxObjectMb: number(values['max-object-mb'], 'max-object-mb', 1, 2000),
    allowsPrivatePreviews: values['allow-private-previews'],
    sipDomain: domain(values['sip-domain'], 'sip-domain'),
    ucwaPaths: pathsFamily(values['ucwa-paths']),
    allowsUcwaFaults: values['ucwa-faults'],
  };
}

function readUserCommand(words: readonly string[], values: Values): UserCommand {
  const [action, name, ...rest] = words;
  if (rest.length > 0) throw new UsageError(`"${rest.join(' ')}" is one word too many.`);
  if (action === 'list' && name === undefined) return { action };
  if (action !== 'add' && action !== 'remove') throw new UsageError('The user commands are add, list and remove.');
  if (name === undefined) throw new UsageError(`user ${action} needs a name.`);
  if (action === 'remove') return { action, name };
  if (!values.bot && !values['password-stdin']) {
    throw new UsageError('user add reads the password from standard input: give --password-stdin.');
  }
  const home = values.home === undefined ? undefined : origin(values.home, 'home');
  return { action, name, display: values.display, home, isBot: values.bot, isStranger: values.stranger };
}

/** Reads the arguments after the program's name. Throws UsageError. */
export function readArguments(argv: readonly string[]): Invocation {
  const { values, positionals } = readValues(argv);
  if (values.help) return { kind: 'help' };
  const [first, ...rest] = positionals;
  if (first === undefined) return { kind: 'serve', ...readServe(values) };
  if (first !== 'user') throw new UsageError(`"${first}" is not a command.`);
  if (values.data === 'memory:') throw new UsageError('user commands need the data folder of a gateway, not memory.');
  return { kind: 'user', data: values.data, command: readUserCommand(rest, values) };
}
