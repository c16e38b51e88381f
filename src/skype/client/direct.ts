// Requests of pages: a page names the service and the path after its base, never an address and never a token.
import { ServiceError } from '../../service/error.ts';
import type { DirectReply, DirectRequest } from '../../service/operations.ts';
import { type ServiceName, serviceHosts } from '../wire/service-hosts.ts';
import type { Connection } from './connection.ts';

/**
 * Sends one request to a service by its name in `serviceHosts`.
 * @throws ServiceError `invalid` when there is no such service, and what the server's refusal stands for.
 */
export async function sendDirect(connection: Connection, request: DirectRequest): Promise<DirectReply> {
  const { place, ...rest } = request;
  if (!Object.hasOwn(serviceHosts, place)) throw new ServiceError('invalid', 'there is no such service');
  const response =
    place === 'messaging' ? await connection.messaging(rest) : await connection.service(place as ServiceName, rest);
  const location = response.header('Location');
  return { text: response.text, ...(location !== undefined && { location }) };
}
