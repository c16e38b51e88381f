// Which addresses of the Internet protocol are the open network. Everything else (this machine, private networks, a provider's
// own services, tunnels that lead to any of these) must not be reached on behalf of a user.
import { BlockList, isIP, isIPv4 } from 'node:net';

const closedV4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['168.63.129.16', 32],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/** Within 2000::/3, the only part of IPv6 that is open: special assignments with Teredo, documentation, 6to4. */
const closedV6: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

const closed = new BlockList();
for (const [network, bits] of closedV4) closed.addSubnet(network, bits, 'ipv4');
for (const [network, bits] of closedV6) closed.addSubnet(network, bits, 'ipv6');

const openV6 = new BlockList();
openV6.addSubnet('2000::', 3, 'ipv6');

/**
 * Whether an address (text, without brackets) is in the open network. IPv6 is open within 2000::/3 only, so loopback, link-local,
 * unique local, multicast, mapped IPv4 and NAT64 are all closed.
 */
export function isOpenAddress(address: string): boolean {
  if (isIP(address) === 0) return false;
  if (isIPv4(address)) return !closed.check(address, 'ipv4');
  return openV6.check(address, 'ipv6') && !closed.check(address, 'ipv6');
}
