import { text } from '../../extension/text.ts';
import { Banner } from '../../extension/ui/Banner.tsx';
import { Button } from '../../extension/ui/Button.tsx';
import { Icon } from '../../extension/ui/Icon.tsx';
import { warningIcon } from '../../extension/ui/icons.ts';
import { isForeign } from '../../src/ucwa/sign-in/hosts.ts';
import type { AllowStep } from '../../src/ucwa/sign-in/step.ts';
import { lockIcon } from '../icons.ts';
import type { AddByAddress } from './add-by-address.ts';
import { domainIn } from './given-address.ts';
import { StepTitle } from './StepTitle.tsx';
import { findFailure, hostOf, joined } from './sign-in-words.ts';

type AllowHostsProps = { adding: AddByAddress; screen: AllowStep; address: string };

/** The hosts that the way leads to, as they are; those that do not belong to the address with a warning. */
export function AllowHosts({ adding, screen, address }: AllowHostsProps) {
  const { doing, failure } = adding.state.value;
  const domain = domainIn(address) ?? address;
  const strangers = screen.foreign.map(hostOf);
  return (
    <form
      class="add-form"
      onSubmit={(event) => {
        event.preventDefault();
        // Nothing may be awaited before this: the browser shows its question only inside the click.
        void adding.allow();
      }}
    >
      <StepTitle>{text('optionsAllowTitle')}</StepTitle>
      <p>{text('optionsAllowAbout', domain)}</p>
      <ul class="hosts">
        {screen.origins.map((origin) => (
          <Host key={origin} origin={origin} domain={domain} isStrange={screen.foreign.includes(origin)} />
        ))}
      </ul>
      {strangers.length > 0 && (
        <Banner tone="warning" title={text('optionsPasswordGoesTo', joined(strangers))}>
          {text('optionsForeignAbout', domain)}
        </Banner>
      )}
      {doing === 'asking' && <Banner>{text('optionsAskingHosts')}</Banner>}
      {doing === 'finding' && <Banner>{text('optionsFinding')}</Banner>}
      {doing === 'signing-in' && <Banner>{text('optionsSigningInAt', domain)}</Banner>}
      {!doing && failure && <Banner tone="danger">{findFailure(failure, domain, false)}</Banner>}
      <div class="actions">
        <Button kind="primary" type="submit" isBusy={doing !== undefined}>
          {text('optionsAllow')}
        </Button>
        <Button onClick={adding.back} isDisabled={doing === 'signing-in'}>
          {text('optionsBack')}
        </Button>
      </div>
    </form>
  );
}

type HostProps = { origin: string; domain: string; isStrange: boolean };

function Host({ origin, domain, isStrange }: HostProps) {
  const whose = isStrange ? 'Foreign' : isForeign(origin, domain) ? 'Given' : 'Own';
  return (
    <li class={isStrange ? 'host host-foreign' : 'host'}>
      <Icon shape={isStrange ? warningIcon : lockIcon} />
      <span>
        <span class="host-name">
          <bdi>{hostOf(origin)}</bdi>
        </span>
        <span class="soft">{text(`optionsHost${whose}`, domain)}</span>
      </span>
    </li>
  );
}
