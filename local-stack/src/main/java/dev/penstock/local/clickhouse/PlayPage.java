package dev.penstock.local.clickhouse;

/// The page behind `/play`: a text field, a button and a table, from this process alone.
final class PlayPage {

    static final String HTML = """
            <!DOCTYPE html>
            <html lang="en">
            <meta charset="utf-8">
            <title>Local ClickHouse</title>
            <link rel="icon" href="data:,">
            <style>
              body { font: 15px/1.4 system-ui, sans-serif; margin: 2rem; color-scheme: light dark; }
              textarea { width: 100%; height: 8rem; font: 14px/1.4 ui-monospace, monospace; box-sizing: border-box; }
              table { border-collapse: collapse; margin-top: 1rem; font: 13px/1.4 ui-monospace, monospace; }
              th, td { border: 1px solid #8886; padding: .2rem .6rem; text-align: left; vertical-align: top; max-width: 40rem; overflow-wrap: anywhere; }
              pre { white-space: pre-wrap; overflow-wrap: anywhere; }
              pre.failed { color: #c33; }
            </style>
            <h1>Local ClickHouse</h1>
            <textarea id="query" autofocus>SHOW TABLES FROM penstock</textarea>
            <p><button id="run">Run</button> (Ctrl+Enter) <span id="summary"></span></p>
            <div id="result"></div>
            <script>
              const MOST = 1000;
              const query = document.getElementById('query');
              const result = document.getElementById('result');
              const summary = document.getElementById('summary');
              // Quoted, because a number of JavaScript has 15 digits.
              const url = '/?default_format=JSONCompact&output_format_json_quote_64bit_integers=1&output_format_json_quote_decimals=1';
              let runs = 0;
              try {
                if (location.hash) query.value = decodeURIComponent(location.hash.slice(1));
              } catch {
                query.value = location.hash.slice(1); // a lone %
              }
              function show(text, failed) {
                const pre = document.createElement('pre');
                pre.className = failed ? 'failed' : '';
                pre.textContent = text;
                result.replaceChildren(pre);
              }
              function draw(answer) {
                const table = document.createElement('table');
                const head = table.insertRow();
                for (const column of answer.meta) {
                  const cell = document.createElement('th');
                  cell.textContent = column.name;
                  cell.title = column.type;
                  head.append(cell);
                }
                for (const row of answer.data.slice(0, MOST)) {
                  const line = table.insertRow();
                  for (const value of row) line.insertCell().textContent = typeof value === 'object' ? JSON.stringify(value) : value;
                }
                result.replaceChildren(table);
              }
              async function run() {
                const own = ++runs;
                const started = performance.now();
                const took = () => Math.round(performance.now() - started) + ' ms';
                summary.textContent = '…';
                result.replaceChildren();
                try {
                  history.replaceState(null, '', '#' + encodeURIComponent(query.value));
                  const response = await fetch(url, { method: 'POST', body: query.value });
                  const text = await response.text();
                  if (own !== runs) return; // a later run has the page
                  if (!response.ok) {
                    summary.textContent = 'failed, ' + took();
                    show(text, true);
                  } else if (text === '') {
                    summary.textContent = 'done, ' + took();
                  } else if (response.headers.get('X-ClickHouse-Format') !== 'JSONCompact') {
                    summary.textContent = took();
                    show(text, false);
                  } else {
                    const answer = JSON.parse(text);
                    const rows = answer.data.length;
                    summary.textContent = took() + ', ' + rows + (rows === 1 ? ' row' : ' rows')
                        + (rows > MOST ? ', the first ' + MOST + ' of them shown' : '');
                    draw(answer);
                  }
                } catch (error) {
                  if (own !== runs) return;
                  summary.textContent = 'failed, ' + took();
                  show('No answer that could be read: ' + error.message, true);
                }
              }
              document.getElementById('run').onclick = run;
              query.onkeydown = (event) => { if (event.ctrlKey && event.key === 'Enter') run(); };
            </script>
            </html>
            """;

    private PlayPage() {}
}
