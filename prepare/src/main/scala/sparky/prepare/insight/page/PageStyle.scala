package sparky.prepare.insight.page

/** The look of the page, light or dark as the reader's system says. */
private[page] object PageStyle {

  val Css: String =
    """:root{color-scheme:light dark;--ground:#fff;--text:#1c2024;--dim:#62707c;--line:#e1e6ea;
      |--bar:#3b78b8;--soft:#c9dcf0;--mark:#c2410c;--warn:#fff4ed;--edge:#f0b48f}
      |@media(prefers-color-scheme:dark){:root{--ground:#14181c;--text:#e4e8eb;--dim:#93a1ad;
      |--line:#2c343b;--bar:#6aa5e0;--soft:#29425c;--mark:#fb923c;--warn:#2c1e14;--edge:#7c4a26}}
      |body{margin:0 auto;padding:20px 24px 40px;max-width:1320px;background:var(--ground);
      |color:var(--text);font:13px/1.4 system-ui,sans-serif}
      |h1{font-size:20px;margin:0 0 14px}h2{font-size:15px;margin:26px 0 6px}
      |p{margin:4px 0;color:var(--dim)}code{font-size:12px}
      |.facts{display:flex;flex-wrap:wrap;gap:8px 34px;margin-bottom:12px}
      |.facts .figure{display:block;font-size:18px;font-variant-numeric:tabular-nums}
      |.facts .what{color:var(--dim);font-size:12px}
      |.warnings{background:var(--warn);border:1px solid var(--edge);border-radius:6px;
      |padding:8px 14px;margin:12px 0}.warnings ul{margin:4px 0;padding-left:18px}
      |.warnings bdi{font:inherit}tr:has(details[open]) td{vertical-align:top}
      |.scroll{overflow-x:auto}
      |table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
      |th{text-align:right;font-weight:500;color:var(--dim);font-size:12px;white-space:nowrap}
      |th,td{padding:3px 9px;border-bottom:1px solid var(--line)}td{text-align:right;
      |vertical-align:middle;white-space:nowrap}
      |th.name,td.name,th.text,td.text{text-align:left}td.name{font-weight:500}
      |td.text{white-space:normal;overflow-wrap:anywhere}
      |tr.warned td{background:var(--warn)}td .dim,.dim{color:var(--dim)}
      |svg{display:block}.bar{fill:var(--bar)}.soft{fill:var(--soft)}
      |.outline{fill:none;stroke:var(--mark);stroke-width:1.2}.tick{stroke:var(--mark);stroke-width:2}
      |.curve{fill:none;stroke:var(--bar);stroke-width:1.5}.frame{stroke:var(--line)}
      |details{text-align:left}summary{cursor:pointer;white-space:nowrap}
      |td details table{width:auto;margin:4px 0 8px}
      |td details td,td details th{border:0;padding:1px 8px}
      |td bdi{font-family:ui-monospace,monospace;font-size:12px}
      |footer{margin-top:26px;color:var(--dim)}""".stripMargin.replace("\n", "")
}
