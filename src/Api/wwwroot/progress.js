// How far it is: stages, counts, time left. Screen readers hear a sentence when the stage changes, and every 15 seconds.

import { h, say } from './dom.js';
import { count, some, lasting, key, stages, when } from './words.js';

const quiet = 15000;

/** The progress of an ask: an element, and `show` for each status. */
export function progress() {
  const steps = stages.map(([stage, title]) => h('li', { 'data-stage': stage }, title));
  const bar = h('progress', { max: 1, value: 0, 'aria-label': 'Documents read' });
  const now = h('p', { class: 'now' }), counts = h('p', { class: 'soft' });
  const heard = h('p', { class: 'heard', role: 'status', 'aria-live': 'polite' });
  const element = h('section', { class: 'progress', 'aria-label': 'Progress' }, h('ol', { class: 'stages' }, steps), now, bar, counts, heard);
  let last = '', at = 0;

  return {
    element,
    show(status, over) {
      const told = status.customStatus ?? {}, stage = key(told.stage) || 'planning';
      element.hidden = over;
      if (over) return say(heard, '');
      const index = stages.findIndex(([name]) => name === stage);
      steps.forEach((step, i) => {
        step.className = i < index ? 'past' : i === index ? 'present' : '';
        if (i === index) step.setAttribute('aria-current', 'step');
        else step.removeAttribute('aria-current');
      });
      say(now, status.runtimeStatus === 'Pending' ? 'Starting' : waits(told) ?? stages[index]?.[2] ?? 'At work');
      const [done, all] = part(told);
      bar.hidden = stage !== 'planning' && stage !== 'reading';
      if (all > 0 && stage === 'reading') bar.value = done / all;
      else bar.removeAttribute('value');
      say(counts, sentence(told, stage));
      if (stage !== last || Date.now() - at > quiet) {
        [last, at] = [stage, Date.now()];
        say(heard, `${now.textContent}. ${counts.textContent}`);
      }
    },
  };
}

function waits(told) {
  if (told.pause) return `Paused since ${when(told.pause.since)}: the reader ${told.pause.reader} does not answer`;
  return told.waitingSince ? `Waiting for a reader since ${when(told.waitingSince)}` : undefined;
}

const counted = number => Number.isInteger(number) && number >= 0;

// With a model, every file is read twice: extracted, and judged.
const part = told => told.files > 0 && counted(told.filesRead)
  ? [told.filesRead + (told.filesJudged ?? 0), told.files * (counted(told.filesJudged) ? 2 : 1)]
  : [told.groupsRead ?? 0, told.groups ?? 0];

function sentence(told, stage) {
  if (stage === 'planning') return told.files ? some(told.files, 'file') : '';
  const words = [];
  if (stage === 'reading') {
    const [done, all] = part(told);
    if (counted(told.filesRead)) words.push(`${count(told.filesRead)} of ${some(told.files, 'file')} read`);
    else if (all > 0) words.push(`${some(told.files, 'file')}, ${Math.floor(100 * done / all)}% read`);
    if (counted(told.filesJudged) && told.filesRead >= told.files) words.push(`${count(told.filesJudged)} of ${count(told.files)} judged by the model`);
    if (told.waitingSince) words.push('nobody takes the work: start lector-reader, or see in its log why it does not come');
    if (told.secondsLeft > 0) words.push(`about ${lasting(told.secondsLeft)} left`);
  } else if (told.files) {
    words.push(`${some(told.files, 'file')} read`);
  }
  if (told.pause) words.push(`reading goes on by itself when it is back; after ${lasting(told.pause.limitSeconds)} the question fails, and what was read is kept`);
  if (told.costSoFar) words.push(typeof told.costSoFar === 'number' ? `$${told.costSoFar.toPrecision(2)} so far` : `${told.costSoFar} so far`);
  return words.join(' · ');
}
