// A certificate for the production host names that lives as long as one run.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serviceHosts } from '../../src/skype/wire/service-hosts.ts';

export type Certificate = { certFile: string; keyFile: string };

/** Names that clients know besides those of the services. */
const otherNames = [
  'web.skype.com',
  'lw.skype.com',
  'weu1-api.asm.skype.com',
  'msgapi.teams.live.com',
  '*.gateway.messenger.live.com',
];

/**
 * Makes a self-signed certificate in `folder`.
 * @throws Error when the program `openssl` is missing or fails.
 */
export function makeCertificate(folder: string): Certificate {
  const [certFile, keyFile, configFile] = ['cert.pem', 'key.pem', 'openssl.cnf'].map((name) => join(folder, name));
  if (!certFile || !keyFile || !configFile) throw new Error('no place for the certificate');
  const names = [...Object.values(serviceHosts), ...otherNames, '*.skype.com', '*.asm.skype.com'];
  writeFileSync(
    configFile,
    [
      '[req]\ndistinguished_name = subject\nx509_extensions = extensions\nprompt = no',
      '[subject]\nCN = Skylark conformance',
      '[extensions]\nbasicConstraints = critical, CA:TRUE\nkeyUsage = digitalSignature, keyCertSign',
      'extendedKeyUsage = serverAuth',
      `subjectAltName = ${[...names.map((name) => `DNS:${name}`), 'IP:127.0.0.1'].join(', ')}\n`,
    ].join('\n'),
  );
  const argv = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  const made = spawnSync('openssl', [...argv, '-config', configFile, '-keyout', keyFile, '-out', certFile], {
    encoding: 'utf8',
  });
  if (made.error || made.status !== 0) {
    throw new Error(`The program openssl is needed to make a certificate. ${made.error?.message ?? made.stderr}`);
  }
  return { certFile, keyFile };
}
