import { render } from 'preact';
import { browser } from '../extension/browser.ts';
import { command } from '../extension/commands.ts';
import { text } from '../extension/text.ts';
import { followTheme } from '../extension/ui/theme.ts';
import { createPageModel } from './model.ts';
import { Page } from './Page.tsx';

followTheme();
document.title = text('optionsTitle');
document.documentElement.dir = browser.i18n.getMessage('@@bidi_dir') || 'ltr';
// The page works without the worker's answer; what it cannot do is said where it is tried.
command('wake', {}).catch(() => {});

const root = document.getElementById('page');
if (root) render(<Page model={createPageModel()} />, root);
