// Cards of bots: title, words, and buttons. A part of its own, as few conversations have any.
import './card-view.css';
import { useMemo, useState } from 'preact/hooks';
import { operationsOf } from '../../extension/operations.ts';
import { Button } from '../../extension/ui/Button.tsx';
import { contentWords } from '../list/last-line.ts';
import { showFailure } from '../notices.ts';
import { ask } from '../worker.ts';
import { type CardButton, type CardContent, readCards } from './card-content.ts';
import type { MessageLook } from './look.ts';
import { MarkupView } from './MarkupView.tsx';

type CardViewProps = { raw: string; text: string; conversation: string; look: MessageLook };

/** The cards of a message; their plain text where they cannot be read. */
export function CardView({ raw, text: plain, conversation, look }: CardViewProps) {
  const cards = useMemo(() => readCards(raw), [raw]);
  if (cards.length === 0)
    return plain ? <span dir="auto">{plain}</span> : <em class="placeholder">{contentWords('card')}</em>;
  return (
    <>
      {cards.map((card, index) => (
        <OneCard key={index} card={card} conversation={conversation} look={look} />
      ))}
    </>
  );
}

type OneCardProps = { card: CardContent; conversation: string; look: MessageLook };

function OneCard({ card, conversation, look }: OneCardProps) {
  return (
    <span class="bot-card">
      {card.title && (
        <span class="card-title" dir="auto">
          {card.title}
        </span>
      )}
      {card.subtitle && (
        <span class="card-detail" dir="auto">
          {card.subtitle}
        </span>
      )}
      {card.body.length > 0 && (
        <span class="bot-card-body" dir="auto">
          <MarkupView tree={card.body} look={look} />
        </span>
      )}
      {card.buttons.length > 0 && (
        <span class="bot-card-buttons">
          {card.buttons.map((button) => (
            <Choice key={button.title} button={button} conversation={conversation} look={look} />
          ))}
        </span>
      )}
    </span>
  );
}

function Choice({ button, conversation, look }: { button: CardButton; conversation: string; look: MessageLook }) {
  const [isBusy, setBusy] = useState(false);
  if ('href' in button) {
    return (
      <a
        class="button button-plain button-small"
        href={button.href}
        title={button.href}
        target="_blank"
        rel="noopener noreferrer"
      >
        {button.title}
      </a>
    );
  }
  const { composing } = operationsOf(look.owner);
  if (!composing) return <span class="card-detail">{button.title}</span>;
  const say = async () => {
    setBusy(true);
    const payload = { account: look.owner.id, conversation, text: button.reply, ...composing.compose(button.reply) };
    const sent = await ask('message.send', payload);
    setBusy(false);
    if (!sent.ok) showFailure(sent.error.kind);
  };
  return (
    <Button isSmall isBusy={isBusy} title={button.reply} onClick={() => void say()}>
      {button.title}
    </Button>
  );
}
