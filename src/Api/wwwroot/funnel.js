// From the folder to the answer, as a picture: a bar a stage, its length the logarithm of its count, so that 7 of 100,000 can still be seen.

import { h, s, put } from './dom.js';
import { count, some } from './words.js';

/** The stages of a run: name, count, and what became of the rest. */
export function steps({ documents, passages }) {
  const aside = [
    documents.setAside && `${count(documents.setAside)} set aside`,
    documents.unreadable && `${count(documents.unreadable)} unreadable`,
    documents.failed && `${count(documents.failed)} failed`,
  ].filter(Boolean).join(', ');
  return [
    ['Documents', documents.total, aside],
    ['Relevant documents', documents.relevant, ''],
    ['Passages read', passages.total, 'all of every readable document'],
    ['Near enough to quote', passages.relevant, ''],
    ['Packed as evidence', passages.packed, ''],
    ['Cited in the answer', passages.cited, ''],
  ];
}

/** The picture, drawn anew whenever its place changes its width. */
export function funnel(data) {
  const stages = steps(data);
  const place = h('div', { class: 'funnel' });
  const draw = width => put(place, picture(stages, Math.max(260, Math.floor(width))));
  const watch = new ResizeObserver(entries => draw(entries[0].contentRect.width));
  watch.observe(place);
  return h('figure', null, place,
    h('figcaption', { class: 'soft small' }, 'Bars grow with the logarithm of the count. Relevant, set aside, unreadable and failed make up all ', some(data.documents.total, 'document'), '.'));
}

function picture(stages, width) {
  const narrow = width < 520;
  const row = narrow ? 58 : 46, bar = 20, left = narrow ? 0 : 170, right = 74;
  const room = width - left - right;
  const most = Math.log(1 + Math.max(1, ...stages.map(stage => stage[1])));
  const long = number => number === 0 ? 2 : Math.max(6, room * Math.log(1 + number) / most);
  const told = stages.map(([title, number, beside]) => `${title}: ${count(number)}${beside ? ` (${beside})` : ''}`).join('. ');
  const svg = s('svg', { viewBox: `0 0 ${width} ${stages.length * row}`, width, height: stages.length * row, role: 'img', 'aria-label': `${told}.` });
  stages.forEach(([title, number, beside], i) => {
    const top = i * row + (narrow ? 18 : 4), length = long(number);
    // From relevant documents to passages read is no part of a whole: documents are counted before, passages after.
    if (i !== 1 && i + 1 < stages.length) {
      const below = long(stages[i + 1][1]), next = (i + 1) * row + (narrow ? 18 : 4);
      svg.append(s('path', { class: 'flow', d: `M${left} ${top + bar}H${left + length}L${left + below} ${next}H${left}Z` }));
    }
    svg.append(s('rect', { class: `stage stage-${i}`, x: left, y: top, width: length, height: bar, rx: 2 }));
    svg.append(narrow
      ? s('text', { x: 0, y: top - 5, class: 'label' }, title)
      : s('text', { x: left - 14, y: top + 15, 'text-anchor': 'end', class: 'label' }, title));
    svg.append(s('text', { x: left + length + 8, y: top + 15, class: 'number' }, count(number)));
    if (beside) svg.append(s('text', { x: left + 1, y: top + bar + 13, class: 'beside' }, beside));
  });
  return svg;
}
