// One question, from its start to its answer.

import * as api from './api.js';
import { h, put, say, name } from './dom.js';
import { when, key } from './words.js';
import { poll } from './poll.js';
import { progress } from './progress.js';
import { approval } from './approval.js';
import { answerView } from './answer.js';
import { draft } from './ask-form.js';

const ended = new Set(['Completed', 'Failed', 'Terminated']);

/** Shows an ask and stays with it until the signal is aborted; `called` gives a matter's name, `known` and `moved` are told what was learnt. */
export async function askView(main, ask, { signal, called, moved, known }) {
  let status = await api.status(ask, signal);
  if (signal.aborted) return;
  known(status.input?.matter);
  const title = status.input?.question ?? status.name ?? ask.id;
  document.title = `${title} · Lector`;

  const state = h('p', { class: 'soft' });
  const lost = h('p', { class: 'problem', role: 'status', hidden: true });
  const problem = h('p', { class: 'problem', role: 'alert', hidden: true });
  const stop = h('button', { type: 'button', onclick: () => act(stop, () => api.terminate(ask)) }, 'Stop');
  const runs = h('p', { class: 'soft small' });
  const withdraw = h('button', { type: 'button', class: 'plain', onclick: () => act(withdraw, () => api.terminate(ask)) }, 'Do not ask again by itself');
  const work = progress(), word = h('div'), result = h('div');
  put(main,
    h('header', { class: 'head' },
      h('p', { class: 'quiet' }, 'Question', status.input?.matter && [' in ', h('a', { href: `#/matters/${encodeURIComponent(status.input.matter)}` }, name(called(status.input.matter)))]),
      h('h1', { class: 'question' }, name(title)),
      state, runs),
    lost, work.element, word, h('p', { class: 'act stop' }, stop), problem, result);

  let shown = '', waiting = '';
  // After a word that wakes an ended run: what it looked like, and until when it may still look so.
  let asleep = { at: null, until: 0 };
  const over = () => ended.has(status.runtimeStatus) && !(status.lastUpdatedTime === asleep.at && Date.now() < asleep.until);
  // The latest run of a standing ask is followed by the next, some day.
  const settled = () => over() && !(status.input?.standing && !ask.run);
  let following = new AbortController(), asked = 0, seen = 0;
  const step = async () => {
    await look();
    if (signal.aborted) return false;
    await draw();
    return settled() ? false : JSON.stringify(status);
  };
  await draw();
  // Not awaited: the view is there, and goes on by itself.
  follow();

  /** Takes the newest status; an answer that was overtaken on its way is dropped. */
  async function look() {
    const mine = ++asked, now = await api.status(ask, signal);
    if (mine > seen) [seen, status] = [mine, now];
  }

  /** Looks again and again, from now on at the shortest pace. */
  function follow() {
    following.abort();
    following = new AbortController();
    if (!settled()) poll(step, (error, wait) => {
      lost.hidden = !error;
      if (error) say(lost, `${error.message} Trying again in ${Math.round(wait / 1000)} s.`);
    }, AbortSignal.any([signal, following.signal]));
  }

  async function draw() {
    const stage = key(status.customStatus?.stage), finished = over();
    say(state, finished
      ? `${status.runtimeStatus === 'Completed' ? 'Finished' : status.runtimeStatus === 'Failed' ? 'Broke off' : 'Stopped'} ${when(status.lastUpdatedTime)}`
      : `Asked ${when(status.createdTime)}`);
    work.show(status, finished);
    stop.parentElement.hidden = finished || stage === 'awaitingApproval';
    const stands = status.input?.standing === true, sign = `${status.instanceId} ${status.runtimeStatus} ${stage} ${finished} ${stands}`;
    withdraw.hidden = !finished;
    if (sign === shown) return;
    shown = sign;
    moved();
    // A standing ask's next run has begun below what the last one found.
    if (!finished) put(result);
    if (stage === 'awaitingApproval' && !finished) await wait();
    else if (waiting) put(word), waiting = '';
    if (finished) await finish();
    if (stands) await earlier();
    else put(runs);
  }

  async function wait() {
    if (waiting === status.instanceId) return;
    waiting = status.instanceId;
    try {
      const request = await api.request(ask, signal);
      put(word, approval(request, {
        approve: word => api.approve(ask, word).then(nudge),
        stop: () => api.terminate(ask).then(nudge),
      }));
    } catch (error) {
      if (signal.aborted) return;
      waiting = '';
      shown = '';
      put(word, h('p', { class: 'problem', role: 'alert' }, `What would be sent cannot be shown: ${error.message}`));
    }
  }

  async function finish() {
    try {
      const answer = await api.answer(ask, signal);
      if (signal.aborted) return;
      const request = answer.answered ? null : await unsent();
      put(result, await answerView(ask, answer, status, request, signal), h('p', { class: 'act anew' }, anew()));
    } catch (error) {
      const request = await unsent();
      if (signal.aborted) return;
      put(result, request, h('section', { class: 'calm' },
        h('h2', null, status.runtimeStatus === 'Terminated' ? 'Stopped' : status.runtimeStatus === 'Failed' ? 'It broke off' : 'No answer to show'),
        h('p', null, status.runtimeStatus === 'Terminated'
          ? 'This run was stopped before it came to an answer. What had been read is kept: asked again, it goes on from there.'
          : status.customStatus?.fault ?? error.message),
        h('p', { class: 'act' }, anew())));
    }
  }

  /** The runs of a standing ask: one for each time that its documents had changed. */
  async function earlier() {
    try {
      const all = await api.runs(ask, signal);
      put(runs, 'Standing. Runs: ', all.map((one, i) => [i > 0 && ', ', h('a', { href: `#/asks/${encodeURIComponent(ask.id)}${one.run ? `?run=${encodeURIComponent(one.run)}` : ''}`, 'aria-current': one.run === status.run && 'true' }, when(one.createdTime))]), ' · ', withdraw);
    } catch { /* the run itself is shown */ }
  }

  /** The request of a run that ended without an answer, where a person's word would still send it. */
  async function unsent() {
    try {
      const request = await api.request(ask, signal);
      return request.mayApprove ? approval(request, { approve: word => api.approve(ask, word).then(resume) }) : null;
    } catch {
      return null;
    }
  }

  function anew() {
    return h('button', { type: 'button', onclick: () => {
      draft.question = title;
      location.hash = `#/matters/${encodeURIComponent(status.input?.matter ?? '')}?focus`;
    } }, 'Change the question and ask again');
  }

  /** A run that had ended goes on. */
  async function resume() {
    put(result);
    asleep = { at: status.lastUpdatedTime, until: Date.now() + 5000 };
    shown = '';
    await nudge();
  }

  /** Looks at once, where a button was pressed. */
  async function nudge() {
    await look();
    await draw();
    follow();
  }

  async function act(button, what) {
    problem.hidden = true;
    button.disabled = true;
    try {
      await what();
      await nudge();
    } catch (error) {
      if (signal.aborted) return;
      problem.hidden = false;
      problem.textContent = error.message;
    }
    button.disabled = false;
  }
}
