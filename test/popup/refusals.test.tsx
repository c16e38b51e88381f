// @vitest-environment happy-dom
// From the error code of a server to the sentence beside the message that was not sent (skype.md 11).
import '../support/extension.ts';
import { render } from 'preact';
import { describe, expect, it } from 'vitest';
import { PendingState } from '../../popup/message/PendingState.tsx';
import { failureOf } from '../../src/skype/client/failure.ts';
import { reply } from '../skype/client/support.ts';
import { anOutboxRow } from '../support/stored-chat.ts';

describe('a message that the server refuses', () => {
  it.each([
    ['201', 400, { errorCode: 201 }, 'The server did not accept this. Change it, then try again.'],
    ['206', 403, { errorCode: 206 }, 'The server does not allow this.'],
    ['730', 404, { errorCode: 730 }, 'This no longer exists at the server.'],
    ['800', 429, { errorCode: 800 }, 'The server asks for a pause. Try again in a few minutes.'],
    ['804', 403, { errorCode: 804 }, 'The server does not allow this.'],
    [
      'BlockedContent',
      403,
      { errorCode: 403, message: 'Failure due to: BlockedContent' },
      'The server does not allow this.',
    ],
    [
      'a code in a reply of success',
      200,
      { errorCode: 201 },
      'The server did not accept this. Change it, then try again.',
    ],
  ])('with %s says why', (_what, status, body, sentence) => {
    const page = document.createElement('div');
    const { kind } = failureOf(reply(status, body), 'registration', 0);
    const row = anOutboxRow({ state: 'failed', error: kind });
    render(<PendingState row={row} isConnected onEdit={() => undefined} />, page);
    expect(page.querySelector('.not-sent-why')?.textContent).toBe(`Not sent. ${sentence}`);
  });
});
