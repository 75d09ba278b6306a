package dev.penstock.local.clickhouse;

/// The page behind `/play`: a text field, a button and a table, from this process alone.
final class PlayPage {

    static final String HTML = """
            <!DOCTYPE html>
            <html lang="en">
            <meta charset="utf-8">
            <title>Local ClickHouse</title>
            <style>
              body { font: 15px/1.4 system-ui, sans-serif; margin: 2rem; color-scheme: light dark; }
              textarea { width: 100%; height: 8rem; font: 14px/1.4 ui-monospace, monospace; box-sizing: border-box; }
              table { border-collapse: collapse; margin-top: 1rem; font: 13px/1.4 ui-monospace, monospace; }
              th, td { border: 1px solid #8886; padding: .2rem .6rem; text-align: left; max-width: 40rem; overflow-wrap: anywhere; }
              pre { white-space: pre-wrap; color: #c33; }
            </style>
            <h1>Local ClickHouse</h1>
            <textarea id="query" autofocus>SHOW TABLES FROM penstock</textarea>
            <p><button id="run">Run</button> (Ctrl+Enter) <span id="summary"></span></p>
            <div id="result"></div>
            <script>
              const query = document.getElementById('query');
              const result = document.getElementById('result');
              const summary = document.getElementById('summary');
              if (location.hash) query.value = decodeURIComponent(location.hash.slice(1));
              async function run() {
                summary.textContent = '…';
                result.replaceChildren();
                history.replaceState(null, '', '#' + encodeURIComponent(query.value));
                const started = performance.now();
                const response = await fetch('/?default_format=JSONCompact', { method: 'POST', body: query.value });
                const text = await response.text();
                summary.textContent = Math.round(performance.now() - started) + ' ms';
                if (!response.ok || !text.startsWith('{')) {
                  const pre = document.createElement('pre');
                  pre.textContent = text;
                  result.append(pre);
                  return;
                }
                const answer = JSON.parse(text);
                summary.textContent += ', ' + answer.rows + ' rows';
                const table = document.createElement('table');
                const head = table.insertRow();
                for (const column of answer.meta) {
                  const cell = document.createElement('th');
                  cell.textContent = column.name;
                  cell.title = column.type;
                  head.append(cell);
                }
                for (const row of answer.data.slice(0, 1000)) {
                  const line = table.insertRow();
                  for (const value of row) line.insertCell().textContent = typeof value === 'object' ? JSON.stringify(value) : value;
                }
                result.append(table);
              }
              document.getElementById('run').onclick = run;
              query.onkeydown = (event) => { if (event.ctrlKey && event.key === 'Enter') run(); };
            </script>
            </html>
            """;

    private PlayPage() {}
}
