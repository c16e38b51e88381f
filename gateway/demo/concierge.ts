// What the bot answers: things a newcomer can use. Pure; gives plain text.

export type Situation = {
  /** Who asks, by display name and user name. */
  readonly displayName: string;
  readonly name: string;
  readonly nowMs: number;
  /** People the asker knows, with their present status. */
  readonly people: readonly { readonly displayName: string; readonly status: string }[];
};

type Answer = { readonly when: RegExp; readonly answer: (situation: Situation, rest: string) => string };

const help = [
  'I can do a few things:',
  'help - this list',
  'time - the time of the gateway',
  'echo <text> - I repeat what you wrote, to see how it looks',
  'who - who of your contacts is around',
  'me - who you are signed in as',
  'badge - what the number on the toolbar button means',
  'presence - what the dots and circles mean',
  'privacy - where your messages are',
].join('\n');

const badge =
  'The number on the toolbar button counts messages you have not read, from 1 to 99+. It goes down as soon as you read them, here ' +
  'or on any other device, because it is worked out from your read positions.';

const presence =
  'A full dot is someone who is available, away or busy. An empty circle is someone who is connected but wants to appear offline. ' +
  'No circle: not connected at all. Invisible hides you from others; Offline disconnects this browser.';

const privacy =
  'This gateway runs on your own computer and your messages stay in its data folder. Your password is stored only as a hash, the ' +
  'browser keeps only a sign-in that you can revoke, and nothing is sent to anybody else.';

const utcTime = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

function who({ people }: Situation): string {
  const around = people.filter((person) => person.status !== 'Offline');
  if (around.length === 0) return 'Nobody you know is around right now.';
  return around.map((person) => `${person.displayName}: ${person.status}`).join('\n');
}

const answers: readonly Answer[] = [
  { when: /^\s*echo\s+/i, answer: (_, rest) => rest },
  { when: /^\s*(help|\?|commands)\b|^\s*\?+\s*$/i, answer: () => help },
  { when: /\b(time|date|day|clock)\b/i, answer: ({ nowMs }) => `It is ${utcTime(nowMs)}.` },
  { when: /\b(who|people|online|around)\b/i, answer: who },
  { when: /\bme\b|\bwho am i\b/i, answer: ({ displayName, name }) => `You are ${displayName} (${name}).` },
  { when: /\b(badge|number|unread|count)\b/i, answer: () => badge },
  { when: /\b(presence|status|invisible|dots?|circles?)\b/i, answer: () => presence },
  { when: /\b(privacy|data|safe|secure|password)\b/i, answer: () => privacy },
  { when: /\bthank/i, answer: () => 'My pleasure.' },
  {
    when: /\b(hi|hello|hey)\b/i,
    answer: ({ displayName }) => `Hello ${displayName}! Write "help" to see what I can do.`,
  },
];

/** The bot's first words. */
export const welcome = (displayName: string): string =>
  `Welcome to Skylark, ${displayName}! Joe and Anna are about to say hello. I am the concierge: write "help" to see what I can do.`;

/** What the bot says to a plain text. Never empty. */
export function answerOf(text: string, situation: Situation): string {
  const match = answers.find(({ when }) => when.test(text));
  const said = match?.answer(situation, text.replace(match.when, '').trim()) ?? '';
  return said || `I am not sure what you mean by "${text.slice(0, 200)}". Write "help" to see what I can do.`;
}
