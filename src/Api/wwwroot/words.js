// Numbers, times and states as people say them.

const whole = new Intl.NumberFormat('en-GB');
const days = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
const moment = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' });

export const count = number => whole.format(number ?? 0);

/** "1 document", "37 documents". */
export const some = (number, noun) => `${count(number)} ${noun}${number === 1 ? '' : 's'}`;

export const when = text => {
  const time = new Date(text ?? '');
  return Number.isNaN(time.getTime()) ? '' : moment.format(time);
};

export const day = text => {
  const time = new Date(text ?? '');
  return Number.isNaN(time.getTime()) ? '' : days.format(time);
};

/** Seconds as the length of a wait; exact only where that helps. */
export function lasting(seconds) {
  if (seconds < 10) return 'a few seconds';
  if (seconds < 90) return `${Math.round(seconds / 5) * 5} seconds`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} minutes`;
  return `${(seconds / 3600).toFixed(1)} hours`;
}

/** A camelCase or PascalCase word of the API in its camelCase form. */
export const key = word => word ? word[0].toLowerCase() + word.slice(1) : '';

export const stages = [
  ['planning', 'List', 'Listing the documents'],
  ['reading', 'Read', 'Reading'],
  ['selecting', 'Choose', 'Choosing the passages that matter'],
  ['awaitingApproval', 'Approve', 'Waiting for your word'],
  ['answering', 'Ask', 'Asking the frontier model'],
  ['publishing', 'Check', 'Checking every quotation'],
];

export const outcomes = {
  relevant: 'Relevant',
  setAside: 'Set aside',
  unreadable: 'Unreadable',
  failed: 'Failed',
};

/** What came of an ask without an answer, where the words of the command line do not fit a page. */
export const verdicts = {
  noFrontier: 'No model was asked, so nobody has put this into words: read the evidence.',
  nothingFound: 'Nothing was found that answers this. Documents count as relevant from a low score on, so that none is lost; a quotation has to be nearer. Ask in the words that the documents would use, or ask again and have the nearest passages shown.',
  nothingReadable: 'None of the documents could be read; each has its reason in the list below. Put e-mails, text, HTML, Office files or PDFs with text there, and ask again.',
  nothingMaySent: 'What was found lies in documents that may not be sent, so no model was asked.',
  frontierBusy: 'The service was busy and answered none of the attempts.',
  outcomeUnknown: 'The request has left, and whether the model did the work is not known.',
  paidForAnother: 'An earlier request of this run was sent and may have been paid for; this one is other bytes, prepared by another version of Lector. Look at it, and give your word if it shall be sent too.',
};

/** What a part of the request is, in the order of how much it discloses. */
export const kinds = {
  documentText: ['Document text', 'verbatim passages'],
  names: ['Names', 'file names, senders, dates, subjects'],
  question: ['Your question', 'as you wrote it'],
  instructions: ['Lector’s words', 'instructions and JSON'],
};

/** An ask's state in two words, and how it is coloured. */
export function standing(ask, stage) {
  switch (ask.runtimeStatus) {
    case 'Completed': return ['done', 'Done'];
    case 'Failed': return ['bad', 'Failed'];
    case 'Terminated': return ['off', 'Stopped'];
    case 'Pending': return ['busy', 'Starting'];
    default: return key(stage) === 'awaitingApproval' ? ['wait', 'Waits for you'] : ['busy', 'At work'];
  }
}
