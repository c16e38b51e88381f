// Names of countries, languages and days in the words of the user's language.

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const pairs = letters.flatMap((first) => letters.map((second) => first + second));
/** Codes that stand for no country a person lives in. */
const noCountries: ReadonlySet<string> = new Set(['EU', 'EZ', 'UN', 'QO', 'XA', 'XB', 'ZZ']);

export type Named = { code: string; name: string };

function nameOf(type: 'region' | 'language', code: string): string | undefined {
  try {
    return new Intl.DisplayNames(undefined, { type, fallback: 'none' }).of(code);
  } catch {
    return undefined;
  }
}

function sorted(entries: (Named | undefined)[]): Named[] {
  const order = new Intl.Collator();
  return entries.filter((entry) => entry !== undefined).sort((a, b) => order.compare(a.name, b.name));
}

/** Every country with its two-letter code in capitals, sorted by name. */
export function countries(): Named[] {
  const names = new Intl.DisplayNames(undefined, { type: 'region', fallback: 'none' });
  return sorted(
    pairs.map((code) => {
      // A code that was given up stands for another one.
      if (noCountries.has(code) || new Intl.Locale(`und-${code}`).region !== code) return undefined;
      const name = names.of(code);
      return name ? { code, name } : undefined;
    }),
  );
}

/** Every language with its two-letter code in lower case, sorted by name. */
export function languages(): Named[] {
  const names = new Intl.DisplayNames(undefined, { type: 'language', fallback: 'none' });
  return sorted(
    pairs.map((pair) => {
      const code = pair.toLowerCase();
      if (new Intl.Locale(code).language !== code) return undefined;
      const name = names.of(code);
      return name ? { code, name } : undefined;
    }),
  );
}

/** The name of a country by its code; anything that is no code is taken for a name. */
export function countryName(country: string): string {
  return (/^[A-Z]{2}$/.test(country) && nameOf('region', country)) || country;
}

/** The name of a language by its code, or the code itself. */
export function languageName(code: string): string {
  return nameOf('language', code) ?? code;
}

/** City, region and country, as far as they are known. */
export function placeName({ city, region, country }: { city: string; region: string; country: string }): string {
  return [city, region, country && countryName(country)].filter(Boolean).join(', ');
}

/** A day in words. Days are told as midnight of no place in particular, so they are the same everywhere. */
export function day(atMs: number): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'long', timeZone: 'UTC' }).format(atMs);
}
