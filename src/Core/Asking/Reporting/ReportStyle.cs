namespace Lector.Core.Asking.Reporting;

/// <summary>The report's style sheet: light and dark, wide and narrow, screen and paper.</summary>
internal static class ReportStyle
{
    public const string Css = """

        :root { color-scheme: light dark; --ink: #1d2129; --soft: #626b7a; --line: #dfe3e8; --paper: #fff; --card: #f7f8fa; --accent: #1f5fa8; --mark: #ffe58a; --warn: #8a4b00; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e6e8ec; --soft: #9aa3b2; --line: #333a45; --paper: #16191f; --card: #1e232b; --accent: #7fb2ee; --mark: #6b5a13; --warn: #f0b25c; } }
        * { box-sizing: border-box; }
        body { margin: 0 auto; max-width: 52rem; padding: 2rem 1.25rem 4rem; font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; color: var(--ink); background: var(--paper); }
        header { border-bottom: 1px solid var(--line); padding-bottom: 1rem; }
        .brand { margin: 0; font-weight: 600; letter-spacing: .04em; color: var(--accent); }
        h1 { margin: .25rem 0 .5rem; font-size: 1.6rem; line-height: 1.25; overflow-wrap: anywhere; }
        h2 { margin: 2.25rem 0 .5rem; font-size: 1.15rem; }
        h3 { margin: 0; font-size: 1rem; overflow-wrap: anywhere; }
        .meta, .note { color: var(--soft); font-size: .9rem; margin: .15rem 0; }
        .verdict { font-size: 1.1rem; padding: .75rem 1rem; background: var(--card); border-left: 4px solid var(--accent); }
        .claims { padding-left: 1.4rem; }
        .claim { margin: 1rem 0 .25rem; font-weight: 600; }
        blockquote { margin: .35rem 0; padding: .35rem .9rem; border-left: 3px solid var(--line); overflow-wrap: anywhere; }
        blockquote a, .number { display: inline-block; min-width: 1.5em; padding: 0 .35em; border-radius: 1em; background: var(--accent); color: var(--paper); text-align: center; text-decoration: none; font-size: .85rem; font-weight: 600; }
        a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
        .flag { color: var(--warn); font-size: .9rem; margin: .2rem 0; }
        article { margin: 1rem 0; padding: .9rem 1rem; background: var(--card); border-radius: .5rem; scroll-margin-top: 1rem; }
        article:target { outline: 2px solid var(--accent); }
        .text { margin: .5rem 0 0; white-space: pre-wrap; overflow-wrap: anywhere; }
        .around { color: var(--soft); }
        mark { background: var(--mark); color: inherit; padding: .05em 0; }
        svg { display: block; width: 100%; height: auto; }
        .scroll { max-height: 30rem; overflow: auto; border: 1px solid var(--line); border-radius: .5rem; }
        table { border-collapse: collapse; width: 100%; font-size: .9rem; }
        td { padding: .4rem .7rem; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
        td:first-child { width: 45%; }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; font-size: .9rem; }
        dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
        @media (max-width: 34rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .4rem; } h1 { font-size: 1.3rem; } }
        @media print { .scroll { max-height: none; overflow: visible; } article { break-inside: avoid; } }

        """;
}
