import { useEffect } from 'preact/hooks';
import { text } from '../../extension/text.ts';
import { Button } from '../../extension/ui/Button.tsx';
import { Icon } from '../../extension/ui/Icon.tsx';
import { linkIcon } from '../../extension/ui/icons.ts';
import type { LinkDescription } from '../../src/service/preview-operations.ts';
import { part } from '../part.ts';
import { factsOf } from './link-facts.ts';
import type { MessageLook } from './look.ts';
import { isOnServer } from './places.ts';
import { picturesComeAlone, useObject } from './stored-object.ts';

const asking = part(() => import('./link-asking.ts'));

async function learn(look: MessageLook, url: string): Promise<void> {
  await asking.load();
  await asking.content?.askAboutLink(look.owner, url);
}

/**
 * What is behind a link. Made of the address alone at first, which asks nobody anything; with what the server says about it
 * where the account wants previews, or after a click.
 */
export function LinkCard({ url, look }: { url: URL; look: MessageLook }) {
  const facts = factsOf(look.account, url.href);
  useEffect(() => {
    if (look.describesLinks) void learn(look, url.href);
  }, [look.describesLinks, look.account, url.href]);
  if (!look.showsLinkCards && facts?.state !== 'told') {
    return (
      <span class="card-actions">
        <Button kind="quiet" isSmall isBusy={facts?.state === 'asking'} onClick={() => void learn(look, url.href)}>
          {text(facts?.state === 'failed' ? 'popupTryAgain' : 'popupPreview')}
        </Button>
      </span>
    );
  }
  return <Preview url={url} look={look} told={facts?.description} />;
}

function Preview({ url, look, told }: { url: URL; look: MessageLook; told: LinkDescription | undefined }) {
  const { account, owner } = look;
  const picture = told?.thumbnail && isOnServer(owner.server, told.thumbnail) ? told.thumbnail : undefined;
  const thumbnail = useObject(account, picture, picturesComeAlone());
  const host = url.host.replace(/^www\./, '');
  const path = `${url.pathname}${url.search}`;
  // The host is always there: the words are the page's own, and it may say anything.
  const title = told?.title || host;
  return (
    <>
      <a class="card link-card" href={url.href} target="_blank" rel="noopener noreferrer">
        {thumbnail.url ? <img class="link-picture" src={thumbnail.url} alt="" /> : <Icon shape={linkIcon} />}
        <span class="card-words">
          <span class="card-title cut" dir="auto">
            {title}
          </span>
          {told?.description && (
            <span class="card-detail link-words" dir="auto">
              {told.description}
            </span>
          )}
          {told?.title ? (
            <span class="card-detail cut">{host}</span>
          ) : (
            path !== '/' && <span class="card-detail cut">{readablePath(path)}</span>
          )}
        </span>
      </a>
      {picture && !thumbnail.url && (
        <span class="card-actions">
          <Button kind="quiet" isSmall isBusy={thumbnail.isBusy} onClick={() => void thumbnail.bring()}>
            {text(thumbnail.error ? 'popupTryAgain' : 'popupShowPicture')}
          </Button>
        </span>
      )}
    </>
  );
}

function readablePath(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}
