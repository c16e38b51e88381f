// The `Set-RegistrationToken` reply header and the `RegistrationToken` request header (skype.md 3.4).

/** `value` matches `A-Za-z0-9+/=`; `expiresAtMs` and `endpointId` (lower case, in braces) are absent if not given. */
export interface RegistrationToken {
  value: string;
  expiresAtMs?: number;
  endpointId?: string;
}

const tokenPattern = /^[A-Za-z0-9+/=]+$/;

/**
 * Reads either header. Takes `registrationToken=<t>; expires=<s>; endpointId={<uuid>}` in any order, the last two
 * optional (one client sends the complete value back); returns undefined when there is no well-formed token in it.
 */
export function parseRegistrationToken(header: string | null | undefined): RegistrationToken | undefined {
  if (!header || header.length > 8192) return undefined;
  const fields = new Map<string, string>();
  for (const part of header.split(';')) {
    const at = part.indexOf('=');
    if (at > 0) fields.set(part.slice(0, at).trim().toLowerCase(), part.slice(at + 1).trim());
  }
  const value = fields.get('registrationtoken');
  if (!value || !tokenPattern.test(value)) return undefined;
  const expires = fields.get('expires') ?? '';
  const endpointId = fields.get('endpointid') ?? '';
  return {
    value,
    ...(/^\d{1,12}$/.test(expires) ? { expiresAtMs: Number(expires) * 1000 } : {}),
    ...(/^\{[0-9a-f-]{1,64}\}$/i.test(endpointId) ? { endpointId: endpointId.toLowerCase() } : {}),
  };
}

/** The value of `Set-RegistrationToken`, in the one order that all clients can read (skype.md 0.3 rule 4). */
export function formatRegistrationToken(token: Required<RegistrationToken>): string {
  return `registrationToken=${token.value}; expires=${Math.floor(token.expiresAtMs / 1000)}; endpointId=${token.endpointId}`;
}

/** The value of the `RegistrationToken` request header. */
export const registrationTokenHeader = (value: string): string => `registrationToken=${value}`;
