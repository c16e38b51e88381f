// What the tree of a message may hold at all.
import { expect } from 'vitest';
import { linkSchemes } from '../../src/markup/address.ts';
import type { MarkupNode, MarkupTree } from '../../src/markup/tree.ts';
import { treeLimits } from '../../src/markup/tree-builder.ts';

const membersOfKind: Record<MarkupNode['kind'], readonly string[]> = {
  text: ['text'],
  break: [],
  bold: ['children'],
  italic: ['children'],
  underline: ['children'],
  strike: ['children'],
  code: ['children'],
  preformatted: ['children'],
  colour: ['colour', 'children'],
  link: ['href', 'text'],
  mention: ['id', 'text'],
  emoticon: ['type', 'shortcut', 'unicode'],
  quote: ['author', 'authorId', 'sentAtMs', 'children'],
};

/** Every node of a tree with its depth. */
export function* walk(tree: MarkupTree, depth = 0): Generator<[MarkupNode, number]> {
  for (const node of tree) {
    yield [node, depth];
    if ('children' in node) yield* walk(node.children, depth + 1);
  }
}

function faultOf(node: MarkupNode): string | undefined {
  if (!Object.hasOwn(membersOfKind, node.kind)) return 'is of no known kind';
  const allowed = ['kind', ...membersOfKind[node.kind]];
  if (Object.keys(node).some((name) => !allowed.includes(name))) return 'has a member that its kind has not';
  if (node.kind === 'link') {
    const { protocol, username, password, href } = new URL(node.href);
    if (!(linkSchemes as readonly string[]).includes(protocol)) return 'leads out of the web';
    if (username !== '' || password !== '' || href !== node.href) return 'does not show where it leads';
  }
  if (node.kind === 'mention' && !/^(\*|\d{1,3}:\S+)$/.test(node.id)) return 'mentions nobody';
  if (node.kind === 'colour' && !/^(#([\da-f]{3}){1,2}|[a-z]{3,20})$/.test(node.colour)) return 'has no colour';
  if (node.kind === 'emoticon' && !/^[\w-]{1,64}$/.test(node.type)) return 'is no emoticon';
  return undefined;
}

/** Fails unless a tree has only nodes and addresses that are allowed, within its limits, and can be stored. */
export function checkTree(tree: MarkupTree): void {
  let count = 0;
  for (const [node, depth] of walk(tree)) {
    count++;
    const fault = depth > treeLimits.depth ? 'is too deep' : faultOf(node);
    if (fault !== undefined) expect.fail(`${JSON.stringify(node).slice(0, 300)} ${fault}`);
  }
  // A few more than the cap: frames that were open when it was reached still close, text still finds a node.
  expect(count).toBeLessThan(treeLimits.nodes + 3 * treeLimits.depth);
  expect(JSON.parse(JSON.stringify(tree))).toEqual(tree);
}
