import { describe, expect, it } from 'vitest';
import { eachDatabase } from '../../support/databases.ts';
import { connect, listen, ofType } from './client.ts';
import { pair, settle } from './town.ts';

const path = '/v1/users/ME/endpoints/SELF/presenceDocs/messagingService';

eachDatabase((openDatabase) => {
  describe('the document of an endpoint', () => {
    const town = settle(openDatabase);

    async function published(document: unknown) {
      const [fred, joe] = await pair(town);
      const [client, contact] = [await connect(town.gateway, fred), await listen(town.gateway, joe)];
      const reply = await client.request('PUT', path, document);
      const events = await contact.drain();
      const [event] = ofType(events, 'EndpointPresence');
      return { status: reply.status, event: event?.resource, events };
    }

    it('reaches contacts without the nulls that its client sent', async () => {
      const nothing = { capabilities: null, nodeInfo: null, skypeNameVersion: null, type: null, version: null };
      const { status, event, events } = await published({ privateInfo: { epname: null }, publicInfo: nothing });
      expect(status).toBe(200);
      expect(event).toMatchObject({ privateInfo: { epname: '' }, publicInfo: { capabilities: '' } });
      expect(JSON.stringify(events)).not.toContain('null');
    });

    it.each([
      ['video|audio', 'video | audio'],
      [' Seamless |Video| | Video', 'Seamless | Video'],
      ['', ''],
    ])('with the capabilities "%s" shows "%s" in both kinds of presence', async (sent, shown) => {
      const { event, events } = await published({ publicInfo: { capabilities: sent } });
      expect(event.publicInfo.capabilities).toBe(shown);
      const presence = ofType(events, 'UserPresence').at(-1)?.resource;
      expect(presence.capabilities.split(' | ').sort()).toEqual(shown.split(' | ').sort());
    });
  });
});
