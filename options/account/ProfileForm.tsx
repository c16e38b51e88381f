import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { errorSentence } from '../../extension/sentences.ts';
import { text } from '../../extension/text.ts';
import { Banner } from '../../extension/ui/Banner.tsx';
import { Button } from '../../extension/ui/Button.tsx';
import { AreaField, ClockField, Field, SelectField } from '../../extension/ui/Field.tsx';
import type { ProfileFields } from '../../src/service/account-operations.ts';
import { createAction } from '../action.ts';
import { countries, languages, type Named } from './names.ts';

type ProfileFormProps = {
  fields: ProfileFields;
  /** Rejects when it cannot be saved. */
  save: (changes: Partial<ProfileFields>) => Promise<void>;
  onClose: () => void;
};

type FieldName = keyof ProfileFields;

const longestAbout = 2_000;

/** The fields that were changed, without the spaces around them. */
export function changesOf(before: ProfileFields, after: ProfileFields): Partial<ProfileFields> {
  const changed = (Object.entries(after) as [FieldName, string][])
    .map(([name, value]): [FieldName, string] => [name, value.trim()])
    .filter(([name, value]) => value !== before[name]);
  return Object.fromEntries(changed);
}

const named = (list: Named[], present: string) => [
  { value: '', label: text('optionsNotSaid') },
  // What is set already stays possible, whatever it is.
  ...(present && !list.some(({ code }) => code === present) ? [{ value: present, label: present }] : []),
  ...list.map(({ code, name }) => ({ value: code, label: name })),
];

/** Edits the profile. Only what was changed is sent, and it stays in the form until the server has taken it. */
export function ProfileForm({ fields, save, onClose }: ProfileFormProps) {
  const [values, setValues] = useState(fields);
  const first = useRef<HTMLInputElement>(null);
  const saving = useMemo(() => createAction(save), []);
  useEffect(() => first.current?.focus(), []);
  const failure = saving.failure.value;
  const setter = (name: FieldName) => (value: string) => setValues((now) => ({ ...now, [name]: value }));
  const line = (name: FieldName) => (
    <Field label={text(`optionsProfile_${name}`)} value={values[name]} onInput={setter(name)} />
  );

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const changes = changesOf(fields, values);
    if (Object.keys(changes).length === 0 || (await saving.run(changes))) onClose();
  }

  return (
    <form class="profile-form" onSubmit={(event) => void submit(event)} aria-label={text('optionsProfileEdit')}>
      <div class="profile-fields">
        <Field
          label={text('optionsProfile_firstName')}
          value={values.firstName}
          inputRef={first}
          onInput={setter('firstName')}
        />
        {line('lastName')}
        <div class="profile-wide">{line('mood')}</div>
        <div class="profile-wide">
          <AreaField
            label={text('optionsProfile_about')}
            value={values.about}
            longest={longestAbout}
            onInput={setter('about')}
          />
        </div>
        <ClockField
          type="date"
          label={text('optionsProfile_birthday')}
          value={values.birthday}
          max={new Date().toISOString().slice(0, 10)}
          onInput={setter('birthday')}
        />
        <SelectField
          label={text('optionsProfile_gender')}
          value={values.gender}
          options={(['', 'female', 'male'] as const).map((value) => ({
            value,
            label: value ? text(`optionsGender_${value}`) : text('optionsNotSaid'),
          }))}
          onInput={setter('gender')}
        />
        <SelectField
          label={text('optionsProfile_country')}
          value={values.country}
          options={named(countries(), fields.country)}
          onInput={setter('country')}
        />
        {line('region')}
        {line('city')}
        <SelectField
          label={text('optionsProfile_language')}
          value={values.language}
          options={named(languages(), fields.language)}
          onInput={setter('language')}
        />
        {line('jobTitle')}
        {line('homepage')}
        {line('phoneHome')}
        {line('phoneMobile')}
        {line('phoneWork')}
      </div>
      {failure && <Banner tone="danger">{text('optionsNotSaved', errorSentence(failure))}</Banner>}
      <div class="actions">
        <Button type="submit" kind="primary" isBusy={saving.isRunning.value}>
          {text('optionsSave')}
        </Button>
        <Button onClick={onClose} isDisabled={saving.isRunning.value}>
          {text('uiCancel')}
        </Button>
      </div>
    </form>
  );
}
