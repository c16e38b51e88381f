// A picture on its way from a file of the user to the server.
import { dropAttachment, storeAttachment } from '../../extension/attachments.ts';
import { CommandError } from '../../extension/commands.ts';
import { stored } from '../../extension/ui/stored.ts';
import type { AccountId } from '../../src/model/account.ts';
import type { ProfileOperations } from '../../src/service/account-operations.ts';

const sidePx = 512;
const type = 'image/jpeg';

/**
 * Draws a square from the middle of a picture, as a JPEG: nothing else of the file (place, camera) goes out.
 * @throws CommandError `invalid` when the file is no picture that the browser can draw
 */
export async function drawSquare(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file).catch(() => undefined);
  if (!picture) throw new CommandError('invalid', 'the file is no picture');
  const { width, height } = picture;
  const side = Math.min(width, height);
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = Math.min(side, sidePx);
  const context = canvas.getContext('2d');
  if (!context) throw new CommandError('fault', 'nothing can be drawn');
  // Where the picture is transparent, JPEG would be black.
  context.fillStyle = 'white';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, (width - side) / 2, (height - side) / 2, side, side, 0, 0, canvas.width, canvas.height);
  picture.close();
  const drawn = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, 0.9));
  if (!drawn) throw new CommandError('fault', 'nothing could be drawn');
  return drawn;
}

/** Uploads a drawn picture as the own one of an account. */
export async function uploadPicture(account: AccountId, operations: ProfileOperations, drawn: Blob): Promise<void> {
  const database = await stored();
  const id = await storeAttachment(database, account, new File([drawn], 'picture.jpg', { type }));
  try {
    await operations.setPicture(id, type);
  } finally {
    await dropAttachment(database, account, id);
  }
}
