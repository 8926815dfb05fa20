// The question and how it is to be asked.

import * as api from './api.js';
import { h, put, name } from './dom.js';
import { some } from './words.js';

/** A question to begin with, left by an ask that is to be asked again. */
export const draft = { question: '' };

/** Shows the form of a matter. */
export function askForm(main, matter, settings, below) {
  const frontiers = settings.frontiers ?? [];
  const speaks = frontiers.length > 0;
  const problem = h('p', { role: 'alert', class: 'problem', hidden: true });
  const question = h('textarea', { id: 'question', name: 'question', rows: 4, required: true, maxlength: 2000, 'aria-describedby': 'question-hint', onkeydown: event => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  } });
  question.value = draft.question;
  draft.question = '';
  const begin = h('button', { type: 'submit', class: 'first' }, 'Ask');
  const form = h('form', { class: 'ask', novalidate: true, onsubmit: submit },
    h('label', { for: 'question', class: 'great' }, 'Your question'),
    question,
    h('p', { id: 'question-hint', class: 'soft small' }, 'One question, in the words that the documents would use. ', h('kbd', null, '/'), ' comes here, ', h('kbd', null, 'Ctrl'), ' ', h('kbd', null, 'Enter'), ' asks.'),
    sending(speaks, frontiers),
    h('details', { class: 'options' },
      h('summary', null, 'Options'),
      h('div', { class: 'grid' },
        h('div', { class: 'field' },
          h('label', { for: 'never' }, 'Never send'),
          h('textarea', { id: 'never', rows: 2, spellcheck: 'false', placeholder: 'privileged/**', 'aria-describedby': 'never-hint' }),
          h('p', { id: 'never-hint', class: 'soft small' }, 'Paths of documents, one a line; * and ** stand for anything. They are read and counted, and never quoted outside.')),
        speaks && h('div', { class: 'field' },
          h('label', { for: 'budget' }, 'Most tokens to send'),
          h('input', { id: 'budget', type: 'number', min: 700, max: 100000, step: 100, inputmode: 'numeric', placeholder: '1700', 'aria-describedby': 'budget-hint' }),
          h('p', { id: 'budget-hint', class: 'soft small' }, 'Everything in the one call counts: question, passages, names, instructions.')),
        speaks && h('div', { class: 'field' },
          h('label', { for: 'answer-tokens' }, 'Longest answer in tokens'),
          h('input', { id: 'answer-tokens', type: 'number', min: 50, max: 8000, step: 50, inputmode: 'numeric', placeholder: '800', 'aria-describedby': 'answer-tokens-hint' }),
          h('p', { id: 'answer-tokens-hint', class: 'soft small' }, 'A token is three quarters of a word or so; the model is told to stop there.')),
        frontiers.length > 1 && h('div', { class: 'field' },
          h('label', { for: 'frontier' }, 'Frontier model'),
          h('select', { id: 'frontier' }, frontiers.map(frontier => h('option', { value: frontier.model }, frontier.model)))),
        tick('standing', 'Ask again when documents change', 'A standing question reads what is new by itself. It sends nothing by itself unless you let it send without asking.'),
        tick('nearest', 'Show the nearest passages even when nothing answers', ''))),
    problem,
    h('p', { class: 'act' }, begin));

  put(main,
    h('header', { class: 'head' },
      h('p', { class: 'quiet' }, 'Matter'),
      h('h1', null, name(matter.name || matter.matter)),
      h('p', { class: 'soft small' }, matter.files === undefined || matter.files === null ? '' : `${some(matter.files, 'file')}. `, settings.readBy)),
    matter.files === 0 && h('div', { class: 'note' }, h('p', null, 'There is no document in this matter yet. Put e-mails and documents into its folder, and ask.')),
    form,
    below);
  if (location.hash.endsWith('?focus')) queueMicrotask(() => setTimeout(() => question.focus()));

  async function submit(event) {
    event.preventDefault();
    problem.hidden = true;
    if (!question.value.trim()) return fail('Write a question first.', question);
    begin.disabled = true;
    put(begin, 'Starting …');
    try {
      const id = await api.start({ matter: matter.matter, question: question.value.trim(), options: options(form, frontiers) });
      location.hash = `#/asks/${encodeURIComponent(id)}`;
    } catch (error) {
      fail(error.message, begin);
      begin.disabled = false;
      put(begin, 'Ask');
    }
  }

  function fail(sentence, focus) {
    problem.hidden = false;
    problem.textContent = sentence;
    focus.focus();
  }
}

function options(form, frontiers) {
  const field = id => form.querySelector(`#${id}`);
  const way = form.querySelector('input[name=way]:checked')?.value ?? 'none';
  const never = field('never').value.split('\n').map(line => line.trim()).filter(Boolean);
  const budget = Number(field('budget')?.value || 0), answerTokens = Number(field('answer-tokens')?.value || 0);
  return {
    ...(never.length && { neverSend: never }),
    ...(budget > 0 && { budget }),
    ...(answerTokens > 0 && { answerTokens }),
    ...(field('standing').checked && { standing: true }),
    ...(field('nearest').checked && { nearest: true }),
    ...(way === 'send' && { autoSend: true }),
    frontier: way === 'none' || frontiers.length === 0 ? 'none' : field('frontier')?.value ?? frontiers[0].model,
  };
}

const tick = (id, words, hint) => h('div', { class: 'field tick' },
  h('input', { id, type: 'checkbox', 'aria-describedby': hint && `${id}-hint` }),
  h('label', { for: id }, words),
  hint && h('p', { id: `${id}-hint`, class: 'soft small' }, hint));

function sending(speaks, frontiers) {
  if (!speaks) return h('p', { class: 'note' }, 'No frontier model is set up, so no model answers and nothing is sent: you get the passages that matter, in the documents’ own words.');
  const ways = [
    ['wait', 'Show me what would leave, and wait for my word', 'You see the exact bytes first.'],
    ['send', 'Send it without asking me', `One call to ${frontiers.length === 1 ? frontiers[0].model : 'the chosen model'}; the ledger shows it afterwards.`],
    ['none', 'Send nothing', 'You get the passages, in the documents’ own words.'],
  ];
  return h('fieldset', { class: 'ways' },
    h('legend', null, 'When the passages are found'),
    ways.map(([value, words, hint], i) => h('label', { class: 'way' },
      h('input', { type: 'radio', name: 'way', value, checked: i === 0 }),
      h('span', null, h('span', { class: 'way-words' }, words), h('span', { class: 'soft small' }, hint)))));
}
