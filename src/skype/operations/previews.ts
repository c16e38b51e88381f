// Descriptions of links (skype.md 10.1).
import { checkAddress } from '../../markup/address.ts';
import type { SendDirect } from '../../service/operations.ts';
import type { PreviewOperations } from '../../service/preview-operations.ts';

import { cleanName } from '../decode/clean-name.ts';
import { urlInfo } from '../wire/url-info.ts';
import { readReply } from './reply.ts';

const longestDescription = 400;

/** Asks the server about links. */
export function createPreviewOperations(send: SendDirect): PreviewOperations {
  return {
    async describe(url) {
      const path = `/v1/url/info?${new URLSearchParams({ url })}`;
      const info = readReply(urlInfo, await send({ place: 'urlInfo', method: 'GET', path }));
      const thumbnail = info.thumbnail ? checkAddress(info.thumbnail) : undefined;
      return {
        title: cleanName(info.title),
        description: (info.description ?? '')
          .replace(/[\p{Cc}\s]+/gu, ' ')
          .trim()
          .slice(0, longestDescription),
        site: cleanName(info.site),
        ...(thumbnail?.startsWith('http') ? { thumbnail } : {}),
      };
    },
  };
}
