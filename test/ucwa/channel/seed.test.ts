// The three events that the page about `participantMessaging` prints, word for word: a syntax example whose link and `in` do not fit each
// other, which must do no harm to whoever is really at that link.
import { describe, expect, it } from 'vitest';
import { startDraft } from '../../../src/ucwa/channel/draft.ts';
import { foldPackage } from '../../../src/ucwa/channel/fold.ts';
import { settle } from '../../../src/ucwa/channel/settle.ts';
import { blankState } from '../../../src/ucwa/channel/state.ts';
import { readEventPackage } from '../../../src/ucwa/wire/events.ts';

const front = 'https://fe1.contoso.com:443';
const place = 'https://fe1.contoso.com/ucwa/v1/applications/192/communication/conversations/137';

const example = (type: string) =>
  `{ "_links" : { "self" : { "href" : "http://sample:80/ucwa/v1/applications/appId/events?ack=1" }, "next" : { "href" : "http://sample:80/ucwa/v1/applications/appId/events?ack=2" } }, "sender" : [ { "rel" : "conversation", "href" : "https://fe1.contoso.com:443/ucwa/v1/applications/192/communication/conversations/137", "events" : [ { "link" : { "rel" : "participantMessaging", "href" : "https://fe1.contoso.com:443/ucwa/v1/applications/192/communication/conversations/137/participants/196/participantMessaging" }, "in" : { "rel" : "localParticipant", "href" : "https://fe1.contoso.com:443/ucwa/v1/applications/192/communication/conversations/137/onlineMeeting/295" }, "type" : "${type}" } ] } ] }`;

function fold(...types: string[]) {
  const facts = { user: 'sip:ana@contoso.com', origin: new URL(front).origin, nowMs: 1, sent: {} };
  const draft = startDraft(blankState(`${front}/ucwa/v1/applications/192`, '/events', 1), facts);
  for (const type of types) foldPackage(draft, readEventPackage(example(type), 'application/json'));
  return draft;
}

describe('the literal example of the reference', () => {
  it.each(['added', 'updated'])('%s: the user is in the chat, at the address that `in` names', (type) => {
    const { state, unreadable } = fold(type);
    expect(state.conversations[place]).toMatchObject({
      local: `${place}/onlineMeeting/295`,
      participants: { [`${place}/onlineMeeting/295`]: { uri: 'sip:ana@contoso.com', isHere: true, isInChat: true } },
    });
    expect(Object.keys(state.conversations[place]?.participants ?? {})).toHaveLength(1);
    expect(unreadable).toEqual([]);
  });

  it('deleted after added: the user is in the conversation, not in its chat', () => {
    const { state } = fold('added', 'deleted');
    expect(state.conversations[place]?.participants).toMatchObject({
      [`${place}/onlineMeeting/295`]: { isHere: true, isInChat: false },
    });
  });

  it('deleted of a conversation that nobody knows changes nothing', () => {
    expect(fold('deleted').state.conversations).toEqual({});
  });

  it('leaves the participant alone whose address the link seems to be under', () => {
    const draft = fold('added');
    const conversation = draft.state.conversations[place];
    if (!conversation) throw new Error('it is not there');
    conversation.participants[`${place}/participants/196`] = {
      uri: 'sip:bo@contoso.com',
      isHere: true,
      isInChat: true,
    };
    conversation.owners[`${place}/participants/196/participantMessaging`] = `${place}/participants/196`;
    foldPackage(draft, readEventPackage(example('deleted'), 'application/json'));
    settle(draft);
    expect(conversation.participants[`${place}/participants/196`]).toMatchObject({ isInChat: true });
    expect(conversation.participants[`${place}/onlineMeeting/295`]).toMatchObject({ isInChat: false });
  });
});
