// The way from a request to the service it is meant for, by the production host names of skype.md chapter 1.
import { serviceHosts } from '../src/skype/wire/service-hosts.ts';

const known: ReadonlySet<string> = new Set(Object.values(serviceHosts));

/**
 * The production name that a host name stands for: regional twins and the 2025 successor are the messaging gateway,
 * regional object stores the object store.
 */
function canonicalHost(name: string): string | undefined {
  const lower = name.toLowerCase();
  if (known.has(lower)) return lower;
  if (lower === 'msgapi.teams.live.com' || /^[a-z0-9]+-client-s\.gateway\.messenger\.live\.com$/.test(lower)) {
    return serviceHosts.messaging;
  }
  if (/^[a-z0-9]+-api\.asm\.skype\.com$/.test(lower)) return serviceHosts.objects;
  return undefined;
}

function hostOf(request: Request, url: URL): string {
  return (request.headers.get('host') ?? url.host).replace(/:\d+$/, '');
}

/** Autodiscover and the ticket service are found in any letter case, as on the servers that UCWA comes from. */
const anyCase = /^\/(?:autodiscover|webticket)\//i;

/** The path of UCWA's discovery that a request means: its hosts answer at their root (ucwa.md 2.2). */
function discoveryPath(host: string, path: string): string | undefined {
  if (anyCase.test(path)) return path.toLowerCase();
  if (!/^lyncdiscover(?:internal)?\./i.test(host)) return undefined;
  if (path === '/') return '/autodiscover/autodiscoverservice.svc/root';
  return path.toLowerCase() === '/xframe' ? '/autodiscover/xframe/xframe.html' : undefined;
}

/**
 * The path by which app.ts routes: `/<production-host-name>/...` when the request names a service by its host or by its first
 * path segment, else the path as it is (messaging and sign-in answer at the root).
 */
export function routedPath(request: Request): string {
  const url = new URL(request.url);
  const [, first = ''] = url.pathname.split('/', 2);
  const byPrefix = canonicalHost(first);
  if (byPrefix) return `/${byPrefix}${url.pathname.slice(first.length + 1)}`;
  const byHost = canonicalHost(hostOf(request, url));
  if (byHost) return `/${byHost}${url.pathname}`;
  // Some UCWA clients put an origin with a slash before an href with a slash, and real servers do not mind.
  const path = url.pathname.replace(/^\/\/+(?=ucwa\/)/, '/');
  return discoveryPath(hostOf(request, url), path) ?? path;
}

/** Whether a request names its service by host alone, as unmodified clients behind a hosts file do, and not by path prefix. */
export function isServiceNamedByHost(request: Request): boolean {
  const url = new URL(request.url);
  const [, first = ''] = url.pathname.split('/', 2);
  return !canonicalHost(first) && canonicalHost(hostOf(request, url)) !== undefined;
}
