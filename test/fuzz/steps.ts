// Work is measured in steps, not in seconds: every character that string methods and regular expressions look at, copy or pass over
// counts. What an expression tries again by itself is not seen; each one is counted for the whole stretch it was given.

type Count = (work: () => unknown) => number;

const stringMethods = [
  ...['charAt', 'charCodeAt', 'codePointAt', 'indexOf', 'lastIndexOf', 'includes', 'startsWith', 'endsWith', 'slice'],
  ...[
    'substring',
    'split',
    'trim',
    'trimEnd',
    'trimStart',
    'toLowerCase',
    'toUpperCase',
    'replaceAll',
    'repeat',
    'normalize',
  ],
] as const;

type Method = (...values: unknown[]) => unknown;

// How many characters of the text a call looks at.
function costOf(name: string, text: string, values: readonly unknown[], answer: unknown): number {
  if (name === 'charAt' || name === 'charCodeAt' || name === 'codePointAt') return 1;
  if (name === 'startsWith' || name === 'endsWith') return String(values[0]).length + 1;
  if (name === 'slice' || name === 'substring') return String(answer).length + 1;
  if (name === 'indexOf') {
    const from = Math.min(Number(values[1] ?? 0), text.length);
    return (Number(answer) < 0 ? text.length : Number(answer)) - from + 1;
  }
  if (name === 'lastIndexOf') {
    const from = Math.min(Number(values[1] ?? text.length), text.length);
    return from - Math.max(0, Number(answer)) + 1;
  }
  return text.length + 1;
}

/** How many steps the work takes. What is counted is the language's own methods, so nothing else may run meanwhile. */
export const countSteps: Count = (work) => {
  let steps = 0;
  const strings = String.prototype as unknown as Record<string, Method>;
  const before = new Map(stringMethods.map((name) => [name, strings[name] as Method]));
  const { exec } = RegExp.prototype;
  for (const [name, method] of before) {
    strings[name] = function (this: string, ...values: unknown[]) {
      const answer = method.apply(this, values);
      steps += costOf(name, this, values, answer);
      return answer;
    };
  }
  RegExp.prototype.exec = function (this: RegExp, text: string) {
    const from = this.global || this.sticky ? this.lastIndex : 0;
    const found = exec.call(this, text);
    const end = found ? found.index + found[0].length : this.sticky ? from : text.length;
    steps += Math.max(0, end - from) + 1;
    return found;
  };
  try {
    work();
  } finally {
    RegExp.prototype.exec = exec;
    for (const [name, method] of before) strings[name] = method;
  }
  return steps;
};

/** What a piece of work costs for an input and for one four times as long: in proportion means at most about four times as much. */
export function growth<Input>(work: (input: Input) => unknown, quarter: Input, whole: Input) {
  return { quarter: countSteps(() => work(quarter)), whole: countSteps(() => work(whole)) };
}
