// What the people of the demo say. No rules here: only words.

export type Speaker = 'joe.4' | 'anna.7';

/** A few lines in the group, or one person writing to the newcomer. */
export type Scene =
  | { readonly place: 'group'; readonly lines: readonly (readonly [Speaker, string])[] }
  | { readonly place: 'direct'; readonly lines: readonly [readonly [Speaker, string]] };

/** The first thing that happens after someone signs in. */
export const firstScene: Scene = {
  place: 'direct',
  lines: [['joe.4', 'Hi! I saw you come online. Everything working?']],
};

export const scenes: readonly [Scene, ...Scene[]] = [
  {
    place: 'group',
    lines: [
      ['anna.7', 'The plan for Thursday is in the shared folder. Could everyone have a look before lunch?'],
      ['joe.4', 'Reading it now. Page two is much clearer than last time.'],
    ],
  },
  { place: 'direct', lines: [['anna.7', 'Quick question when you have a minute: are you in on Friday?']] },
  {
    place: 'group',
    lines: [
      ['joe.4', 'There is cake in the kitchen. First come, first served.'],
      ['anna.7', 'On my way (cake)'],
    ],
  },
  { place: 'direct', lines: [['joe.4', 'The train is ten minutes late, start without me if you like.']] },
  {
    place: 'group',
    lines: [
      ['anna.7', 'The build is green again. Thanks to whoever fixed it!'],
      ['joe.4', 'That was the new test, not me :)'],
    ],
  },
  { place: 'direct', lines: [['anna.7', 'Found your umbrella, it was under my desk all along.']] },
  {
    place: 'group',
    lines: [
      ['joe.4', 'Does anyone remember the name of that Italian place near the station?'],
      ['anna.7', 'Da Luca. Book early, it is always full on Thursdays.'],
    ],
  },
  { place: 'direct', lines: [['joe.4', 'Walk around the block at three? I could use some air.']] },
  {
    place: 'group',
    lines: [['anna.7', 'Reminder: the stand-up moves to half past nine tomorrow, just this once.']],
  },
  { place: 'direct', lines: [['anna.7', 'The photos from the summer party are up. You look great in number 12.']] },
];

/** What was said in the group before the newcomer came. */
export const groupHistory: readonly (readonly [Speaker | 'fred.2', string])[] = [
  ['anna.7', 'Welcome to the team chat, everyone. Questions, plans and nonsense all go here.'],
  ['joe.4', 'In that order?'],
  ['fred.2', 'I will begin with the nonsense, then.'],
  ['anna.7', 'Stand-up tomorrow at ten, as usual.'],
  ['joe.4', 'Works for me.'],
];

type Reply = { readonly when: RegExp; readonly answers: readonly [string, ...string[]] };

/** How joe and anna answer: the first rule that fits. */
const replies: readonly Reply[] = [
  {
    when: /\b(hi|hello|hey|good (morning|afternoon|evening))\b/i,
    answers: ['Hi there!', 'Hello! How is it going?', 'Hey, good to hear from you.'],
  },
  { when: /\bthank/i, answers: ['Any time!', 'You are welcome.', 'Happy to help.'] },
  { when: /\b(bye|see you|good night)\b/i, answers: ['See you!', 'Take care.', 'Talk to you soon.'] },
  { when: /\bhow are you\b/i, answers: ['Very well, thanks. And you?', 'Busy, but in a good way. You?'] },
  { when: /\b(lunch|coffee|tea|cake|food)\b/i, answers: ['I am in. In ten minutes?', 'Always. Where shall we meet?'] },
  {
    when: /\b(when|what time)\b.*\?/i,
    answers: ['Around three, I think. I will check and tell you.', 'Let me look at the calendar ... tomorrow at ten.'],
  },
  { when: /\b(yes|sure|ok|okay|of course)\b/i, answers: ['Great!', 'Perfect, then it is settled.'] },
  { when: /\b(no|not)\b/i, answers: ['No problem at all.', 'Fair enough.'] },
  {
    when: /\?\s*$/,
    answers: [
      'Good question. Give me a moment to find out.',
      'I would say yes, but let us ask the others too.',
      'Hm, let me think about that one.',
    ],
  },
  { when: /[:;]-?[)D]/, answers: [':)', 'Ha!'] },
];

const otherAnswers: readonly [string, ...string[]] = [
  'Got it.',
  'Makes sense to me.',
  'Interesting, tell me more.',
  'Noted, thanks!',
  'Sounds good.',
];

/** The answers that fit a text somebody wrote. */
export function answersTo(text: string): readonly [string, ...string[]] {
  return replies.find((reply) => reply.when.test(text))?.answers ?? otherAnswers;
}
