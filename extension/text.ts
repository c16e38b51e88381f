// Every word a user reads comes from `_locales`. The build joins the parts of a language into one file.
import { browser } from './browser.ts';

/** The text of a key with its placeholders filled in. A missing key shows its name, so that it is noticed. */
export function text(key: string, ...values: (string | number)[]): string {
  return browser.i18n.getMessage(key, values.map(String)) || key;
}

let pluralRules: Intl.PluralRules | undefined;

/** The text of a counted key: `key_one`, `key_other`, … by the plural rules of the language. The count is value `$1`. */
export function countedText(key: string, count: number, ...values: (string | number)[]): string {
  pluralRules ??= new Intl.PluralRules(browser.i18n.getUILanguage());
  return (
    browser.i18n.getMessage(`${key}_${pluralRules.select(count)}`, [count, ...values].map(String)) ||
    text(`${key}_other`, count, ...values)
  );
}
