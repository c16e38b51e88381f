import { text } from '../../extension/text.ts';
import { placeIcon } from '../../extension/ui/icons.ts';
import type { MessageContent } from '../../src/model/message.ts';
import { contentWords } from '../list/last-line.ts';
import { readAddress } from './MarkupView.tsx';
import { ObjectCard } from './ObjectCard.tsx';

type Location = Extract<MessageContent, { kind: 'location' }>;

const format = new Intl.NumberFormat(undefined, { minimumFractionDigits: 4, maximumFractionDigits: 4 });

/** "51.5007° N, 0.1246° W". */
export function coordinates({ latitude, longitude }: Pick<Location, 'latitude' | 'longitude'>): string {
  const degrees = (value: number) => format.format(Math.abs(value));
  return text(
    'popupCoordinates',
    text(latitude < 0 ? 'popupDegreesSouth' : 'popupDegreesNorth', degrees(latitude)),
    text(longitude < 0 ? 'popupDegreesWest' : 'popupDegreesEast', degrees(longitude)),
  );
}

/** A place: its address, where it lies, and a way to a map. Nothing is asked of the map before the click. */
export function Place({ place }: { place: Location }) {
  const { latitude, longitude } = place;
  const query = new URLSearchParams({ mlat: String(latitude), mlon: String(longitude) });
  const given = place.mapUrl ? readAddress(place.mapUrl) : undefined;
  const map = given?.protocol === 'https:' ? given.href : `https://www.openstreetmap.org/?${query}`;
  return (
    <ObjectCard icon={placeIcon} title={place.address || contentWords('location')} detail={coordinates(place)}>
      <a class="card-link" href={map} target="_blank" rel="noopener noreferrer">
        {text('popupShowMap')}
      </a>
    </ObjectCard>
  );
}
