// Drives an unmodified skype-http against the gateway and says for each thing it can do whether it worked. Started by run.ts.
// Every TLS connection to a production host name leads to the gateway on this machine; the names, the paths and the checks of
// certificates stay as they are. Prints one JSON object a line: {"name", "ok", "detail"}.
const { createRequire } = require('node:module');
const { writeFileSync, mkdtempSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join, resolve } = require('node:path');
const tls = require('node:tls');

const port = Number(process.env.SKYLARK_PORT);
const password = process.env.SKYLARK_PASSWORD;
const folder = resolve(process.argv[2]);

const connectTls = tls.connect;
tls.connect = (...argv) => {
  const [options = {}, ...rest] = argv;
  if (typeof options !== 'object' || !options.host) return connectTls(...argv);
  return connectTls({ ...options, servername: options.servername || options.host, host: '127.0.0.1', port }, ...rest);
};

const load = createRequire(join(folder, 'index.cjs'));
const { connect } = load('skype-http');

const say = (name, problem) =>
  process.stdout.write(`${JSON.stringify({ name, ok: problem === undefined, detail: problem ?? '' })}\n`);
// The library prints the raw reply of every message it sends.
console.log = () => {};

async function check(name, work) {
  try {
    const value = await work();
    say(name);
    return value;
  } catch (error) {
    say(name, String(error?.message || error).slice(0, 400));
    return undefined;
  }
}

function expect(condition, problem) {
  if (!condition) throw new Error(problem);
}

async function until(what, found, seconds = 15) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; ) {
    if (found()) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`did not happen: ${what}`);
}

const signIn = (username) => connect({ credentials: { username, password } });

async function main() {
  const fred = await check('connect', () => signIn('fred.2'));
  const joe = await check('connect: a second user', () => signIn('joe.4'));
  if (!fred || !joe) return;
  await check('connect: a wrong password is refused', async () => {
    const refused = await connect({ credentials: { username: 'fred.2', password: `${password}!` } }).then(
      () => false,
      () => true,
    );
    expect(refused, 'was let in');
  });
  await check('connect: a kept state needs no request', () => connect({ state: fred.getState() }));

  const events = [];
  fred.on('event', (event) => events.push(event));
  fred.on('error', () => {});
  const has = (type, test = () => true) =>
    events.some((event) => event.resource?.type === type && test(event.resource));

  await check('listen', () => fred.listen());
  await check('status', async () => {
    for (const status of ['Busy', 'Away', 'Hidden', 'Online']) await fred.setStatus(status);
  });
  await check('send a message, received as an event', async () => {
    const sent = await joe.sendMessage({ textContent: 'Hello Fred' }, '8:fred.2');
    expect(sent.arrivalTime > 0 || sent.MessageId, 'no arrival time');
    await until('the event', () => has('RichText', (resource) => resource.content === 'Hello Fred'));
  });
  await check('send a picture', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'skylark-http-')), 'dot.png');
    writeFileSync(
      file,
      Buffer.from(
        'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
        'base64',
      ),
    );
    await joe.sendImage({ file, name: 'dot.png' }, '8:fred.2');
    await until('the event', () => has('RichText/UriObject'));
  });
  await check('contacts', async () => {
    const contacts = await fred.getContacts();
    expect(
      contacts.some((contact) => contact.mri === '8:joe.4'),
      'joe.4 is missing',
    );
  });
  await check('a contact', async () => {
    const contact = await fred.getContact('joe.4');
    expect(contact.id.raw === '8:joe.4', `another one: ${JSON.stringify(contact)}`);
    expect(
      typeof contact.name.first === 'string' && Array.isArray(contact.emails),
      `parts: ${JSON.stringify(contact)}`,
    );
    expect(contact.avatarUrl === null || /^https:/.test(contact.avatarUrl), `picture: ${contact.avatarUrl}`);
  });
  await check('a contact: a stranger is none', async () => {
    const isRefused = await fred.getContact('new.2').then(
      () => false,
      () => true,
    );
    expect(isRefused, 'a whole profile of a stranger');
  });
  await check('contact requests: list, accept, decline', async () => {
    for (const [name, answer] of [
      ['new.2', 'acceptContactRequest'],
      ['new.3', 'declineContactRequest'],
    ]) {
      const stranger = await signIn(name);
      const { skypeToken } = stranger.getState();
      const reply = await fetchJson(skypeToken.value, name);
      expect(reply < 300, `the request was answered with ${reply}`);
      const invites = await fred.getContactInvites();
      expect(
        invites.some((invite) => invite.mri === `8:${name}`),
        `${name} is not among the requests`,
      );
      await fred[answer](name);
      const left = await fred.getContactInvites();
      expect(!left.some((invite) => invite.mri === `8:${name}`), `the request of ${name} is still there`);
    }
  });
  await check('conversations', async () => {
    const conversations = await fred.getConversations();
    expect(
      conversations.some((conversation) => conversation.id === '8:joe.4'),
      '8:joe.4 is missing',
    );
    expect((await fred.getConversation('8:joe.4')).id === '8:joe.4', 'another conversation');
  });
  await check('groups: create, topic, add a member, read, join link', async () => {
    const group = await fred.createConversation({ admins: ['8:fred.2'], users: ['8:joe.4'] });
    await fred.setConversationTopic(group, 'Plans');
    // The library hands its two arguments on in the wrong order.
    await fred.addMemberToConversation('8:anna.7', group);
    const conversation = await fred.getConversation(group);
    expect(conversation.members.length === 3, `members: ${JSON.stringify(conversation.members)}`);
    await put(fred, `/v1/threads/${group}/properties?name=joiningenabled`, { joiningenabled: true });
    expect(/^https:\/\/join\.skype\.com\//.test(await fred.getJoinUrl(group)), 'no link');
    await joe.sendMessage({ textContent: 'Hello group' }, group);
    await until('the event', () => has('RichText', (resource) => resource.content === 'Hello group'));
  });
  // The library raises an error for every event of a kind it does not know, and drops what came behind it in the same reply.
  await check('no message is lost among events that the library cannot read', async () => {
    const group = await joe.createConversation({ admins: ['8:joe.4'], users: ['8:fred.2'] });
    for (let number = 0; number < 10; number += 1) {
      await Promise.all([
        joe.sendMessage({ textContent: `Message ${number}` }, group),
        joe.setConversationTopic(group, `Topic ${number}`),
      ]);
    }
    const missing = () =>
      [...Array(10).keys()].filter((number) => !has('RichText', ({ content }) => content === `Message ${number}`));
    await until('all ten messages', () => missing().length === 0, 40).catch(() => {
      throw new Error(`missing: ${missing()}`);
    });
  });
  await check('polls that overlap for 20 seconds: each message of two senders once', async () => {
    const anna = await signIn('anna.7');
    const heard = () =>
      events
        .filter(({ resource }) => resource?.type === 'RichText' && /^(joe|anna) writes \d+$/.test(resource.content))
        .map(({ resource }) => resource.content);
    const endMs = Date.now() + 20_000;
    const write = async (sender, name) => {
      const sent = [];
      while (Date.now() < endMs) {
        const textContent = `${name} writes ${sent.length}`;
        await sender.sendMessage({ textContent }, '8:fred.2');
        sent.push(textContent);
        await new Promise((done) => setTimeout(done, 200 + Math.random() * 900));
      }
      return sent;
    };
    const [fromJoe, fromAnna] = await Promise.all([write(joe, 'joe'), write(anna, 'anna')]);
    // A reply brings this client one message, and it asks once a second: what was written faster takes its time.
    const sent = [...fromJoe, ...fromAnna];
    await until('all messages', () => new Set(heard()).size === sent.length, sent.length + 30).catch(() => {
      const missing = sent.filter((content) => !heard().includes(content));
      throw new Error(`${missing.length} of ${sent.length} missing: ${missing}`);
    });
    const of = (name) => heard().filter((content) => content.startsWith(name));
    const same = (a, b) => JSON.stringify([...a].sort()) === JSON.stringify([...b].sort());
    expect(same(of('joe'), fromJoe), `of joe: ${of('joe')}`);
    expect(same(of('anna'), fromAnna), `of anna: ${of('anna')}`);
  });
  await check('stop listening', () => fred.stopListening());
}

/** What the library has no call for: a request to become a contact. */
function fetchJson(token, name) {
  return request(
    'contacts.skype.com',
    'POST',
    `/contacts/v2/users/${name}/contacts`,
    { 'X-SkypeToken': token },
    { mri: '8:fred.2', greeting: 'Hello' },
  );
}

function put(api, path, body) {
  const { registrationToken } = api.getState();
  return request(registrationToken.host, 'PUT', path, { RegistrationToken: registrationToken.raw }, body);
}

function request(host, method, path, headers, body) {
  return new Promise((done, fail) => {
    const out = require('node:https').request({ host, method, path, headers }, (reply) => {
      reply.resume().on('end', () => done(reply.statusCode));
    });
    out.on('error', fail).end(JSON.stringify(body));
  });
}

main().then(
  () => process.exit(0),
  (error) => {
    say('the program itself', String(error?.stack || error).slice(0, 400));
    process.exit(1);
  },
);
