// The baseline of the popup: the least that a Preact page in an extension can do.
import { render } from 'preact';

const app = document.getElementById('app');
if (app) render(<p class="row">Blank</p>, app);
