import { useId } from 'preact/hooks';
import { text } from '../../extension/text.ts';
import { Button } from '../../extension/ui/Button.tsx';
import { SettingFailure } from '../../extension/ui/SettingFailure.tsx';
import type { Member } from '../../src/model/conversation.ts';
import type { ParticipantOperations } from '../../src/service/participant-operations.ts';
import { chatMembers, isOpenNow, isOwnInChat } from '../conversation/chat-members.ts';
import { announce } from '../notices.ts';
import type { DetailsPartProps } from './details-parts.ts';
import { MemberList } from './MemberList.tsx';

type ChatDetailsProps = DetailsPartProps & { participants: ParticipantOperations };

/** Who is in the chat of a conversation, who is in the conversation only, and on which side the user is. */
export function ChatDetails(props: ChatDetailsProps) {
  const { row } = props.details;
  if (!row.isMember) return <p class="group-chat-note soft">{text('popupEnded')}</p>;
  if (!isOpenNow(row)) return <p class="group-chat-note soft">{text('popupChatClosed')}</p>;
  const { inside, outside } = chatMembers(row);
  return (
    <>
      <People {...props} title={text('popupChatHere')} members={inside} none={text('popupChatNobodyHere')} />
      {outside.length > 0 && <People {...props} title={text('popupChatNotHere')} members={outside} />}
      <OwnPart {...props} />
    </>
  );
}

type PeopleProps = DetailsPartProps & { title: string; members: readonly Member[]; none?: string };

function People({ details, writes, title, members, none }: PeopleProps) {
  const id = useId();
  return (
    <section class="group-section">
      <div class="group-section-head">
        <h2 id={id}>{text('popupChatSection', title, members.length)}</h2>
      </div>
      {members.length > 0 ? (
        <MemberList details={details} facts={undefined} shown={members} labelledBy={id} writes={writes} />
      ) : (
        <p class="group-chat-note soft">{none}</p>
      )}
    </section>
  );
}

/** Whether the user is in the chat, and the way to the other side. */
function OwnPart({ details, writes, participants }: ChatDetailsProps) {
  const { row, account } = details;
  const isInside = isOwnInChat(row, account.user);
  async function change() {
    const work = () => (isInside ? participants.leaveChat(row.id) : participants.joinChat(row.id));
    const isDone = await writes.run('chat', !isInside, work, { 'not-found': 'popupChatOver' });
    if (isDone) announce(text(isInside ? 'popupChatLeft' : 'popupChatJoined'));
  }
  return (
    <section class="group-section group-chat-own">
      <p class="soft">{text(isInside ? 'popupChatOwn_in' : 'popupChatOwn_out')}</p>
      <Button kind={isInside ? 'plain' : 'primary'} isBusy={writes.isBusy('chat')} onClick={() => void change()}>
        {text(isInside ? 'popupChatLeave' : 'popupChatJoin')}
      </Button>
      {isInside && <p class="soft">{text('popupChatLeave_meaning')}</p>}
      <SettingFailure words={writes.failure('chat')} />
    </section>
  );
}
