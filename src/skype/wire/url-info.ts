import * as v from 'valibot';
import { amount, maybe, text } from './fields.ts';

const pictureSize = v.object({ width: maybe(amount), height: maybe(amount) });

/** What the URL scanner says about a link (skype.md 10.1); `size` is `-1` when unknown. */
export const urlInfo = v.object({
  url: v.string(),
  title: maybe(v.string()),
  description: maybe(v.string()),
  site: maybe(v.string()),
  category: maybe(v.string()),
  content_type: maybe(v.string()),
  status_code: maybe(text),
  size: maybe(text),
  favicon: maybe(v.string()),
  favicon_meta: maybe(pictureSize),
  thumbnail: maybe(v.string()),
  thumbnail_meta: maybe(pictureSize),
  user_pic: maybe(v.string()),
});

export type UrlInfo = v.InferOutput<typeof urlInfo>;
