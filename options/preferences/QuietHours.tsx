import { useId, useMemo } from 'preact/hooks';
import { text } from '../../extension/text.ts';
import { Banner } from '../../extension/ui/Banner.tsx';
import { ClockField } from '../../extension/ui/Field.tsx';
import { Switch } from '../../extension/ui/Switch.tsx';
import { isQuiet, type QuietHours } from '../../src/sync/quiet-hours.ts';
import { clockText, createOwnQuietHours, minuteOf, type OwnQuietHours, weekdays } from './own-quiet-hours.ts';

/** Hours in which nothing is shown and nothing sounds; messages go on being counted. */
export function QuietHoursSetting({ nowMs }: { nowMs: number }) {
  const own = useMemo(createOwnQuietHours, []);
  const hours = own.value.value;
  return (
    <div>
      <Switch
        label={text('optionsQuiet')}
        description={text('optionsQuiet_about')}
        isOn={hours?.isOn === true}
        isDisabled={!hours}
        failure={own.hasFailed.value ? text('optionsOwnFailed') : undefined}
        onChange={(isOn) => void own.change({ isOn })}
      />
      {hours?.isOn && <Times own={own} hours={hours} nowMs={nowMs} />}
    </div>
  );
}

type TimesProps = { own: OwnQuietHours; hours: QuietHours; nowMs: number };

function Times({ own, hours, nowMs }: TimesProps) {
  const change = (name: 'from' | 'to') => (typed: string) => {
    const minute = minuteOf(typed);
    if (minute !== undefined) void own.change({ [name]: minute });
  };
  const words = () => {
    if (hours.days.length === 0) return text('optionsQuietNever');
    if (isQuiet(hours, new Date(nowMs))) return text('optionsQuietNow');
    if (hours.from === hours.to) return text('optionsQuietAllDay');
    return hours.to < hours.from ? text('optionsQuietOvernight') : undefined;
  };
  const sentence = words();
  return (
    <div class="quiet-times">
      <div class="quiet-clock">
        <ClockField
          type="time"
          label={text('optionsQuietFrom')}
          value={clockText(hours.from)}
          onInput={change('from')}
        />
        <ClockField type="time" label={text('optionsQuietTo')} value={clockText(hours.to)} onInput={change('to')} />
      </div>
      <Days chosen={hours.days} onChange={(days) => void own.change({ days })} />
      {sentence && <Banner>{sentence}</Banner>}
    </div>
  );
}

function Days({ chosen, onChange }: { chosen: readonly number[]; onChange: (days: number[]) => void }) {
  const id = useId();
  return (
    <fieldset class="quiet-days">
      <legend class="field-label">{text('optionsQuietDays')}</legend>
      <div class="quiet-day-list">
        {weekdays().map(({ day, short, long }) => (
          <label key={day} class="quiet-day" for={`${id}-${day}`} title={long}>
            <input
              id={`${id}-${day}`}
              type="checkbox"
              aria-label={long}
              checked={chosen.includes(day)}
              onChange={(event) => {
                const others = chosen.filter((other) => other !== day);
                onChange(event.currentTarget.checked ? [...others, day].sort() : others);
              }}
            />
            <span>{short}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
