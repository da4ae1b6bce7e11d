"""How does an address become a picture that a telephone reads?"""

import qrcode


def matrix(address: str) -> list[str]:
    """The QR code of an address as rows of 0 and 1, without the quiet zone."""
    code = qrcode.QRCode(border=0, error_correction=qrcode.ERROR_CORRECT_M)
    code.add_data(address)
    return ["".join("1" if dark else "0" for dark in row) for row in code.get_matrix()]


def qr_of(address) -> dict:
    """The QR code as one SVG path, a rectangle for each run of dark squares; its quiet zone is four squares wide."""
    rows = matrix(address)
    runs = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            width = len(row[x:]) - len(row[x:].lstrip("1"))
            if width:
                runs.append(f"M{x + 4} {y + 4}h{width}v1h-{width}z")
            x += width or 1
    return {"size": len(rows) + 8, "path": "".join(runs)}
