// Where one is: the address after # decides what is shown.

import * as api from './api.js';
import { h, put, name } from './dom.js';
import { aside } from './aside.js';
import { askForm } from './ask-form.js';
import { askView } from './ask-view.js';

const main = document.getElementById('main');
const fold = document.getElementById('fold');
let left = new AbortController();
let first = true;

/** The address as { view, name, run }. */
function here() {
  const [path, search] = location.hash.replace(/^#\/?/, '').split('?');
  const [view, ...rest] = path.split('/');
  let name = '';
  try { name = decodeURIComponent(rest.join('/')); } catch { /* an address typed by hand */ }
  return { view, name, run: new URLSearchParams(search ?? '').get('run') };
}

async function show() {
  left.abort();
  left = new AbortController();
  const { signal } = left;
  closePanel();
  unfold(false);
  const place = here();
  try {
    const settings = await api.config(signal);
    const matters = await api.matters(signal);
    if (signal.aborted) return;
    document.getElementById('version').textContent = settings.version ? `Lector ${settings.version}` : '';
    if (place.view === 'asks' && place.name) {
      aside.show(matters, { ask: place.name }, signal);
      await askView(main, { id: place.name, run: place.run }, { signal, called: slug => matters.find(matter => matter.matter === slug)?.name ?? slug, moved: aside.refresh, known: aside.found });
    } else {
      const matter = matters.find(matter => matter.matter === place.name) ?? (place.name ? null : matters[0]);
      aside.show(matters, { matter: matter?.matter }, signal);
      document.title = 'Lector';
      const notices = await api.notices(signal);
      if (signal.aborted) return;
      if (!matters.length) put(main, empty(), notTaken(notices));
      else if (!matter) put(main, h('h1', null, 'No such matter'), h('p', null, `There is no matter “${place.name}” here. Choose one of the list.`));
      else askForm(main, matter, settings, notTaken(notices));
    }
    if (!first) main.focus({ preventScroll: true });
    if (!first) scrollTo(0, 0);
    first = false;
  } catch (error) {
    if (signal.aborted) return;
    if (error.status === 401) put(main, door());
    else put(main, h('h1', null, 'Lector'), h('p', { role: 'alert', class: 'problem' }, error.message), h('p', null, h('button', { type: 'button', onclick: show }, 'Try again')));
  }
}

const notTaken = notices => notices.length > 0 && h('section', { class: 'note', 'aria-labelledby': 'not-taken' },
  h('h2', { id: 'not-taken' }, 'Not taken'),
  h('p', { class: 'soft small' }, 'These uploads were not taken; a notice goes when the same file is taken after all.'),
  h('ul', null, notices.map(notice => h('li', null, name(notice.what), ' ', notice.why))));

const empty = () => h('section', { class: 'empty' },
  h('h1', null, 'No matter yet'),
  h('p', null, 'A matter is a folder of e-mails and documents. Make one below the folder that this Lector serves:'),
  h('pre', { class: 'block' }, 'matters/NAME/documents/'),
  h('p', null, 'Put the documents there. Lector reads e-mail, PDF, Office, HTML and text, and changes none of them.'),
  h('p', null, h('button', { type: 'button', onclick: show }, 'Look again')));

function door() {
  const field = h('input', { id: 'token', type: 'password', autocomplete: 'off', required: true });
  const problem = h('p', { role: 'alert', class: 'problem', hidden: true });
  return h('form', { class: 'door', onsubmit: async event => {
    event.preventDefault();
    try {
      await api.enter(field.value.trim());
      show();
    } catch (error) {
      problem.hidden = false;
      problem.textContent = error.status === 401 ? 'That is not the token.' : error.message;
    }
  } },
    h('h1', null, 'Token'),
    h('p', null, 'This Lector is open to the network and asks for the token that it was started with.'),
    h('label', { for: 'token' }, 'Token'), field, problem,
    h('p', null, h('button', { type: 'submit', class: 'first' }, 'Go on')));
}

function closePanel() {
  const panel = document.getElementById('panel');
  if (panel.open) panel.close();
}

function unfold(open) {
  fold.setAttribute('aria-expanded', open);
  document.body.classList.toggle('unfolded', open);
}

fold.addEventListener('click', () => unfold(fold.getAttribute('aria-expanded') !== 'true'));
document.getElementById('skip').addEventListener('click', () => main.focus());
addEventListener('hashchange', show);
addEventListener('keydown', event => {
  if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest?.('input, textarea, select, dialog')) return;
  event.preventDefault();
  const question = document.getElementById('question');
  if (question) question.focus();
  else location.hash = `#/matters/${encodeURIComponent(aside.matter() ?? '')}?focus`;
});
show();
