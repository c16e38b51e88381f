import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

type SectionProps = {
  title: string;
  about?: ComponentChildren;
  aside?: ComponentChildren;
  children: ComponentChildren;
};

/** A titled part of a tab. */
export function Section({ title, about, aside, children }: SectionProps) {
  const id = useId();
  return (
    <section class="section" aria-labelledby={id}>
      <div class="section-head">
        <div>
          <h2 id={id}>{title}</h2>
          {about && <p class="section-about">{about}</p>}
        </div>
        {aside}
      </div>
      {children}
    </section>
  );
}
