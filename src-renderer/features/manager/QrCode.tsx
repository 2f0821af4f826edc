import { create } from 'qrcode';

/** A QR code as plain shapes, large enough to scan across a table. */
export function QrCode(props: { text: string }) {
  const { modules } = create(props.text, { errorCorrectionLevel: 'M' });
  const { size } = modules;
  let path = '';
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      if (modules.get(row, column)) path += `M${column} ${row}h1v1h-1z`;
    }
  }
  return (
    <svg
      className="qr"
      viewBox={`-2 -2 ${size + 4} ${size + 4}`}
      role="img"
      aria-label={`QR code for ${props.text}`}
    >
      <path d={path} fill="#000000" shapeRendering="crispEdges" />
    </svg>
  );
}
