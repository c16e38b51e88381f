// What depends on more than the route: on what is asked of it, by whom.
import { describe, expect, it } from 'vitest';
import { mark, type Person, setStage, type Who } from './scene.ts';

describe('a refusal that depends on what is asked', () => {
  const stage = setStage();

  /** Asks, expects the code, and expects that nothing is different afterwards. */
  async function refuse(who: Who, code: string, method: string, path: string, body?: unknown): Promise<void> {
    stage.pass(1_000);
    const before = await stage.scene.state();
    const { status, text } = await stage.scene.ask(who, method, path, body);
    const { errorCode } = JSON.parse(text) as { errorCode: number };
    expect(`${who} ${method} ${path}: ${status}/${errorCode}`).toBe(`${who} ${method} ${path}: ${code}`);
    expect(text).not.toContain(mark);
    expect(await stage.scene.state()).toBe(before);
  }

  const properties = () => `/v1/threads/${stage.scene.thread}/properties`;

  it.each([
    ['joiningenabled', true],
    ['JoiningEnabled', true],
    ['historydisclosed', false],
    ['moderatedthread', true],
  ])('the property %s is set by administrators only', async (name, value) => {
    for (const who of ['member', 'guest', 'left', 'removed', 'stranger', 'blocked'] as const)
      await refuse(who, '403/206', 'PUT', `${properties()}?name=${name}`, { [name]: value });
    await stage.scene.must('fred', 'PUT', `${properties()}?name=${name}`, { [name]: value });
    await stage.scene.must('fred', 'PUT', `${properties()}?name=${name}`, { [name]: !value });
  });

  it.each(['topic', 'picture', 'anything'])('the property %s is set by members, and by no guest', async (name) => {
    const body = { [name]: name === 'picture' ? 'URL@https://example.org/p.png' : 'new' };
    for (const who of ['guest', 'left', 'removed', 'stranger', 'blocked'] as const)
      await refuse(who, '403/206', 'PUT', `${properties()}?name=${name}`, body);
    await stage.scene.must('member', 'PUT', `${properties()}?name=${name}`, body);
  });

  it('in a moderated thread members and guests read, and administrators alone write and change', async () => {
    const messages = `/v1/users/ME/conversations/${stage.scene.thread}/messages`;
    await stage.scene.must('fred', 'PUT', `${properties()}?name=moderatedthread`, { moderatedthread: true });
    for (const who of ['member', 'guest'] as const) {
      const message = { messagetype: 'Text', contenttype: 'text', content: 'hello' };
      await refuse(who, '403/206', 'POST', messages, message);
      await refuse(who, '403/206', 'POST', messages, { messagetype: 'Control/Typing' });
      await refuse(who, '403/206', 'PUT', `${properties()}?name=topic`, { topic: 'mine' });
      await stage.scene.must(who, 'GET', messages);
    }
    await refuse('member', '403/206', 'POST', `/v1/threads/${stage.scene.thread}/members`, {
      members: [{ id: '28:nobody', role: 'User' }],
    });
    await stage.scene.send('fred', stage.scene.thread, mark);
    await stage.scene.must('fred', 'PUT', `${properties()}?name=moderatedthread`, { moderatedthread: false });
  });

  it('nobody but an administrator removes, and nobody makes themselves one', async () => {
    const member = (mri: string) => `/v1/threads/${stage.scene.thread}/members/${mri}`;
    for (const who of ['member', 'guest', 'left', 'removed', 'stranger'] as const)
      await refuse(who, '403/206', 'DELETE', member('8:fred.2'));
    await refuse('member', '403/206', 'PUT', member('8:member'), { role: 'Admin' });
    await refuse('member', '403/206', 'PUT', member('8:fred.2'), { role: 'User' });
    await refuse('left', '403/206', 'PUT', member('8:left'), { role: 'Admin' });
    await refuse('removed', '403/206', 'PUT', member('8:removed'), {});
  });

  it('who joins an open thread again is no administrator by asking for it', async () => {
    await stage.scene.must('fred', 'PUT', `${properties()}?name=joiningenabled`, { joiningenabled: true });
    await stage.scene.must('removed', 'PUT', `/v1/threads/${stage.scene.thread}/members/8:removed`, { role: 'Admin' });
    await refuse('removed', '403/206', 'PUT', `${properties()}?name=joiningenabled`, { joiningenabled: false });
    await stage.scene.must('removed', 'DELETE', `/v1/threads/${stage.scene.thread}/members/8:removed`);
    await stage.scene.must('fred', 'PUT', `${properties()}?name=joiningenabled`, { joiningenabled: false });
  });

  it('a link is made by administrators at any time, by members while joining is enabled, by guests never', async () => {
    const meetings = '/api.join.skype.com/v1/meetings';
    const body = { threadId: stage.scene.thread };
    await stage.scene.must('fred', 'POST', meetings, body);
    await refuse('member', '403/206', 'POST', meetings, body);
    await stage.scene.must('fred', 'PUT', `${properties()}?name=joiningenabled`, { joiningenabled: true });
    await stage.scene.must('member', 'POST', meetings, body);
    await refuse('guest', '403/206', 'POST', meetings, body);
    await refuse('removed', '403/403', 'POST', meetings, body);
    await stage.scene.must('fred', 'PUT', `${properties()}?name=joiningenabled`, { joiningenabled: false });
  });

  it('somebody who is blocked reaches nobody: no message, no typing, no edit, no group, no profile, no presence', async () => {
    const messages = '/v1/users/ME/conversations/8:fred.2/messages';
    const text = { messagetype: 'Text', contenttype: 'text', content: 'hello' };
    const listed = await stage.scene.must('blocked', 'GET', `${messages}?startTime=0`);
    await refuse('blocked', '403/403', 'POST', messages, text);
    await refuse('blocked', '403/403', 'POST', messages, { messagetype: 'Control/Typing' });
    await refuse('blocked', '403/403', 'POST', messages, { ...text, skypeeditedid: listed.body.messages[0].id });
    const edited = await stage.scene.ask('blocked', 'PUT', `${messages}/${listed.body.messages[0].id}`, text);
    expect(JSON.parse(edited.text).errorCode).toBe(403);
    // Fred accepted this person once: the block counts for more.
    await refuse('blocked', '403/403', 'GET', '/api.skype.com/users/fred.2/profile');
    await refuse('blocked', '403/403', 'POST', '/api.skype.com/users/batch/profiles', { usernames: ['fred.2'] });
    await refuse('blocked', '404/404', 'GET', '/v1/users/8:fred.2/presenceDocs/messagingService');
    await refuse('blocked', '403/206', 'POST', '/v1/threads', { members: [{ id: '8:fred.2', role: 'User' }] });
    const found = await stage.scene.must('blocked', 'GET', '/skypegraph.skype.com/v2.0/search/?searchString=fred.2');
    expect(found.body.results).toEqual([]);
  });

  it.each(['guest', 'visitor'] as Person[])(
    'a %s shares files with the own conversation and with nobody else',
    async (who) => {
      const objects = '/api.asm.skype.com/v1/objects';
      const file = (...readers: string[]) => ({
        type: 'sharing/file',
        permissions: Object.fromEntries(readers.map((reader) => [reader, ['read']])),
      });
      await refuse(who, '403/403', 'POST', objects, file('8:fred.2'));
      await refuse('visitor', '403/403', 'POST', objects, file(stage.scene.thread));
      await refuse('guest', '403/403', 'POST', objects, file(stage.scene.thread, '8:fred.2'));
      await stage.scene.must('guest', 'POST', objects, file(stage.scene.thread));
    },
  );

  it('a guest gets no description of pages and none of their pictures', async () => {
    const page = encodeURIComponent('https://example.org/');
    for (const who of ['guest', 'visitor'] as const) {
      await refuse(who, '401/401', 'GET', `/urlp.asm.skype.com/v1/url/info?url=${page}`);
      await refuse(who, '401/401', 'GET', '/urlp.asm.skype.com/v1/url/thumbnail/anything');
    }
  });

  it('a token of one user with the registration of another is refused', async () => {
    const fred = stage.scene.proofsOf('fred');
    const headers = { ...fred, 'X-SkypeToken': String(stage.scene.proofsOf('stranger')['X-SkypeToken']) };
    const reply = await stage.scene.gateway.fetch('/v1/users/ME/conversations', { headers });
    expect(reply.status).toBe(403);
    expect(await reply.text()).not.toContain(mark);
  });
});
