// A table that becomes a list of cards where the screen is narrow. Roles are written out, because browsers drop them with the layout.

import { h } from './dom.js';

/**
 * A table.
 * @param caption What it lists, for screen readers.
 * @param columns Titles; a title with a leading # is a column of figures.
 * @param rows Arrays of cells, each a string, an element or an array of them.
 */
export function table(caption, columns, rows) {
  const figures = columns.map(title => title.startsWith('#'));
  const titles = columns.map(title => title.replace(/^#/, ''));
  return h('table', { role: 'table' },
    h('caption', { class: 'heard' }, caption),
    h('thead', { role: 'rowgroup' }, h('tr', { role: 'row' }, titles.map((title, i) => h('th', { role: 'columnheader', scope: 'col', class: figures[i] && 'figure' }, title)))),
    h('tbody', { role: 'rowgroup' }, rows.map(cells => h('tr', { role: 'row' }, cells.map((cell, i) =>
      h('td', { role: 'cell', class: figures[i] && 'figure', 'data-title': titles[i] }, h('span', { class: 'cell' }, cell)))))));
}
