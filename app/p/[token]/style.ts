/** Inline style sheet of the acknowledge page, so that it needs no further request. */
export const style =
  `:root{color-scheme:light dark;--ink:#191c20;--soft:#5f6670;--line:#d8dce1;--ground:#fff;--red:#c02626;--S1:#c02626;--S2:#b4500b;--S3:#1f5fbf;--S4:#5f6670;--on:#fff;--sunk:#f4f5f7}
@media(prefers-color-scheme:dark){:root{--ink:#dfe1e4;--soft:#9aa0a9;--line:#32363c;--ground:#141619;--red:#d13636;--S1:#ff7373;--S2:#ff9d4d;--S3:#7fb2ff;--S4:#9aa0a9;--sunk:#1c1f23}}
*{box-sizing:border-box}body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"PingFang SC","Noto Sans CJK SC",sans-serif;text-autospace:normal}
main{max-width:440px;min-height:100dvh;margin:0 auto;padding:20px;display:flex;flex-direction:column}
header{display:flex;justify-content:space-between;color:var(--soft);font-size:14px;margin-bottom:18px}.sev{color:var(--S1);font-weight:700;display:flex;align-items:center;gap:7px}.S2{color:var(--S2)}.S3{color:var(--S3)}.S4{color:var(--S4)}
h1{font-size:21px;line-height:1.35;margin:4px 0 2px;font-weight:650;overflow-wrap:anywhere}.org{color:var(--soft);margin:0 0 16px}
dl{display:grid;grid-template-columns:auto 1fr;gap:6px 16px;margin:0;font-size:15px}dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}a{color:inherit}
.acts{margin-top:auto;padding-top:24px}@media(min-width:600px){main{min-height:0;padding-top:64px}}form{margin:0}.two{display:grid;grid-auto-flow:column;grid-auto-columns:1fr;gap:10px;margin-top:10px}
button,a.go{width:100%;min-height:60px;border:0;border-radius:10px;background:var(--red);color:var(--on);font:inherit;font-size:20px;font-weight:650;cursor:pointer}
a.go{display:flex;align-items:center;justify-content:center;padding:8px 16px;text-align:center;text-decoration:none;background:var(--ink);color:var(--ground)}.words{margin:0 0 16px;overflow-wrap:anywhere}
fieldset{border:0;margin:0 0 16px;padding:0}legend{font-weight:650;padding:0;margin-bottom:8px}.choice label{display:flex;align-items:center;gap:12px;min-height:48px;padding:0 12px;border:1px solid var(--line);border-radius:8px;margin-top:8px;cursor:pointer}.choice input{width:20px;height:20px;margin:0;accent-color:var(--ink)}.choice label:has(:checked){background:var(--sunk);border-color:var(--ink)}.text{display:block;color:var(--soft);font-size:14px;margin-bottom:16px}textarea{display:block;width:100%;margin-top:6px;padding:10px;border:1px solid var(--line);border-radius:8px;background:var(--ground);color:var(--ink);font:inherit;font-size:16px}:focus-visible{outline:2px solid var(--ink);outline-offset:2px}span.words{display:block;margin:10px 0 0;white-space:pre-wrap}
button.quiet{min-height:52px;background:var(--sunk);color:var(--ink);border:1px solid var(--line);font-size:16px}
.note{color:var(--soft);font-size:14px;margin:14px 0 0;text-align:center}.told,.due{padding:14px;border-radius:8px;background:var(--sunk);border:1px solid var(--line);margin:0 0 16px}.due{background:none;color:var(--soft)}.told b,.due b{display:block;font-size:18px;color:var(--ink)}.late b{color:var(--S1)}`.replace(
    /\n/g,
    '',
  )
