import { describe, expect, it } from 'vitest';
import { decodeEvents } from '../../../src/skype/decode/events.ts';

const context = { user: '8:fred.2', nowMs: 1714979300000 };
const gateway = 'https://gw.example/v1';
const endpoint = '{c8390767-3797-4a4b-8b5f-0123456789ab}';

const read = (resourceType: string, resource: object) =>
  decodeEvents([{ id: 1000, type: 'EventMessage', resourceType, time: '2024-05-06T07:08:10Z', resource }], context);

const presenceOf = (changes: object) =>
  read('UserPresence', {
    id: 'messagingService',
    type: 'UserPresenceDoc',
    selfLink: `${gateway}/users/8:joe.4/presenceDocs/messagingService`,
    availability: 'Online',
    status: 'Online',
    capabilities: '',
    endpointPresenceDocLinks: [],
    ...changes,
  });

const endpointOf = (publicInfo: object) =>
  read('EndpointPresence', {
    id: 'messagingService',
    type: 'EndpointPresenceDoc',
    selfLink: `${gateway}/users/8:joe.4/endpoints/${encodeURIComponent(endpoint)}/presenceDocs/messagingService`,
    privateInfo: { epname: 'Desk' },
    publicInfo,
  });

describe('the presence of a person', () => {
  it.each([
    ['Online', 'online'],
    ['Away', 'away'],
    ['Busy', 'busy'],
    ['Idle', 'idle'],
    ['Hidden', 'hidden'],
    ['Offline', 'offline'],
  ])('with the status %s is %s', (word, status) => {
    expect(presenceOf({ status: word }).events).toMatchObject([
      { type: 'presence', presence: { contact: '8:joe.4', isConnected: true, status } },
    ]);
  });

  it('with a status that is none of the six is recorded', () => {
    expect(presenceOf({ status: 'Bored' })).toMatchObject({ events: [], unreadable: [{ path: 'resource.status' }] });
  });

  it('tells being connected from the status', () => {
    expect(presenceOf({ availability: 'Offline', status: 'Offline' }).events).toMatchObject([
      { presence: { isConnected: false, status: 'offline' } },
    ]);
  });

  it('says when somebody was last seen, where the server tells it', () => {
    const gone = { availability: 'Offline', status: 'Offline', lastSeenAt: '2024-05-06T07:00:00.000Z' };
    const lastSeenAtMs = Date.UTC(2024, 4, 6, 7);
    expect(presenceOf(gone).events).toMatchObject([{ presence: { isConnected: false, lastSeenAtMs } }]);
    const [event] = presenceOf({ ...gone, lastSeenAt: 'yesterday' }).events;
    expect(event).toMatchObject({ type: 'presence', presence: { isConnected: false } });
    expect(JSON.stringify(event)).not.toContain('lastSeenAtMs');
  });

  it('has every capability word by itself, and names its endpoints', () => {
    const words = ['Seamless', 'Video', 'Audio', 'IsMobile', 'SmsUpgrade'];
    const links = [`${gateway}/users/8:joe.4/endpoints/${encodeURIComponent(endpoint)}/presenceDocs/messagingService`];
    expect(presenceOf({ capabilities: words.join(' | '), endpointPresenceDocLinks: links }).events).toMatchObject([
      { presence: { capabilities: words, endpoints: [endpoint] } },
    ]);
  });
});

describe('the document of an endpoint', () => {
  it.each(['1', '10', '11', '12', '13', '14', '15', '16', '17', 'website'])('keeps the client type %s', (typ) => {
    expect(endpointOf({ typ, capabilities: 'Video | Audio' }).events).toMatchObject([
      {
        type: 'endpoint',
        endpoint: { contact: '8:joe.4', endpoint, name: 'Desk', clientType: typ, capabilities: ['Video', 'Audio'] },
      },
    ]);
  });

  it('may have its type as the number that clients send', () => {
    expect(endpointOf({ type: 17 }).events).toMatchObject([{ endpoint: { clientType: '17' } }]);
  });
});
