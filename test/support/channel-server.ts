// A chat server of the other kind, in a few lines: no history, but an event channel that tells again what was not committed. What it
// told stands in a log; the channel's state is how far somebody has read in it.
import type { ServiceSurroundings } from '../../background/services.ts';
import type { ConversationId } from '../../src/model/account.ts';
import type { ChatEvent, EventBatch } from '../../src/model/event.ts';
import type { Message } from '../../src/model/message.ts';
import { ServiceError } from '../../src/service/error.ts';
import type { ChatService, UserActivity } from '../../src/service/service.ts';
import { textMessage } from './chat.ts';

export const ann = 'sip:ann@example.org';
export const bo = 'sip:bo@example.org';

type ChannelState = { application: number; next: number };

export class ChannelServer {
  readonly log: ChatEvent[] = [];
  readonly requests: string[] = [];
  readonly sent: string[] = [];
  readonly activities: UserActivity[] = [];
  /** What the next requests of a kind fail with. */
  readonly faults = new Map<string, Error[]>();
  /** Applications that were opened; only the last lives. */
  application = 0;
  /** Where the channel of that application begins. */
  private beginning = 0;
  private tick = 1_000;
  private wake = () => {};
  isHolding = false;
  /** A new application hears only what is said from then on. */
  isForgetful = false;

  /** Somebody writes. */
  post(text: string, sender = bo, changes: Partial<Message> = {}): void {
    this.tick += 10;
    this.tell({ type: 'message', message: textMessage(this.tick, { conversation: bo, sender, text, ...changes }) });
  }

  tell(...events: ChatEvent[]): void {
    this.log.push(...events);
    this.wake();
  }

  /** The application of the account is gone; what it did not collect is told to nobody. */
  end(): void {
    this.beginning = this.log.length;
    this.application += 1;
    this.wake();
  }

  fail(request: string, ...errors: Error[]): void {
    this.faults.set(request, [...(this.faults.get(request) ?? []), ...errors]);
  }

  private begin(request: string): void {
    this.requests.push(request);
    const fault = this.faults.get(request)?.shift();
    if (fault) throw fault;
  }

  private async hold(signal: AbortSignal | undefined): Promise<void> {
    this.isHolding = true;
    await new Promise<void>((resolve, reject) => {
      this.wake = resolve;
      const cut = () => reject(new ServiceError('network', 'cut'));
      if (signal?.aborted) cut();
      signal?.addEventListener('abort', cut);
    }).finally(() => {
      this.isHolding = false;
    });
  }

  /** A client of this server as its one user. */
  connect({ session, channel }: Pick<ServiceSurroundings, 'session' | 'channel'>): ChatService {
    const requireApplication = async () => {
      if ((await session.read()) !== this.application) throw new ServiceError('session-lost', 'no such application');
    };
    const readChannel = async (): Promise<ChannelState> => {
      const stored = (await channel.read()) as Partial<ChannelState> | null | undefined;
      const isOurs = stored?.application === this.application && typeof stored.next === 'number';
      return isOurs ? (stored as ChannelState) : { application: this.application, next: this.beginning };
    };
    const nothing = async (): Promise<EventBatch> => {
      this.begin('listing');
      return { events: [], unreadable: [] };
    };
    return {
      capabilities: {
        ...{ readPositions: false, typing: true, invisiblePresence: false, finePresence: true, history: false },
        ...{ modalities: true, groups: false, contacts: false, preferences: false },
      },
      pollTimeoutMs: 60_000,
      whoAmI: async () => ({ id: ann, name: 'Ann' }),
      open: async () => {
        this.begin('open');
        this.application += 1;
        if (this.isForgetful) this.beginning = this.log.length;
        await session.write(this.application);
      },
      isOpen: async () => (await session.read()) !== undefined,
      poll: async (signal) => {
        this.begin('poll');
        await requireApplication();
        const { next } = await readChannel();
        if (this.log.length === next) await this.hold(signal);
        await requireApplication();
        const events = this.log.slice(next, next + 2);
        const state = { application: this.application, next: next + events.length };
        return { events, unreadable: [], ...(events.length > 0 && { channel: state }) };
      },
      keepAlive: async (activity) => {
        this.begin('keepAlive');
        this.activities.push(activity);
        await requireApplication();
      },
      close: async () => {
        this.begin('close');
        await session.write(undefined);
      },
      listConversations: nothing,
      readConversation: nothing,
      listMessages: nothing,
      request: async () => ({ text: '{}' }),
      send: async (conversation: ConversationId, { clientId, content, isRepeated }) => {
        this.begin('send');
        await requireApplication();
        const isHere = () =>
          this.log.findIndex((event) => event.type === 'message' && event.message.clientId === clientId);
        if (isHere() < 0) {
          this.sent.push(`${content}${isRepeated ? ' again' : ''}`);
          this.post(content, ann, { conversation, clientId });
        }
        // It counts as sent when the channel has committed it.
        while ((await readChannel()).next <= isHere()) await channel.nextCommit(100_000);
        return { id: String(isHere()), arrivedAtMs: this.tick };
      },
    };
  }
}
