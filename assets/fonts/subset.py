#!/usr/bin/env python3
"""Makes the font of the pictures: BIZ UDPGothic with the characters of JIS X 0208 (levels 1 and 2) and our own signs.

    pip install fonttools
    python3 subset.py BIZUDPGothic_400Regular.ttf BIZUDPGothic-subset.ttf
"""

import subprocess
import sys

# Signs of the pictures and of number formats, and a few letters of names, that stand outside JIS X 0208.
SIGNS = "—–−±…‰·•↗↘✓€£¥髙﨑彅"


def characters():
    """Printable ASCII, Latin-1, half-width katakana, JIS X 0208 with row 13, our signs."""
    wanted = set(range(0x20, 0x7F)) | set(range(0xA0, 0x100)) | set(range(0xFF61, 0xFFA0))
    for row in range(0xA1, 0xF5):
        for cell in range(0xA1, 0xFF):
            try:
                wanted.add(ord(bytes([row, cell]).decode("euc_jp")))
            except UnicodeDecodeError:
                pass
    # Row 13, which every Japanese computer has: ①, Ⅰ, ㈱.
    for cell in list(range(0x40, 0x7F)) + list(range(0x80, 0x9D)):
        try:
            wanted.add(ord(bytes([0x87, cell]).decode("cp932")))
        except UnicodeDecodeError:
            pass
    # What Windows makes of the codes that were there before.
    wanted |= {0xFF5E, 0xFF0D, 0x2225, 0xFFE0, 0xFFE1, 0xFFE2}
    return wanted | set(map(ord, SIGNS))


def main():
    source, target = sys.argv[1:]
    unicodes = ",".join(f"U+{code:04X}" for code in sorted(characters()))
    subprocess.run(
        [
            "pyftsubset", source,
            f"--unicodes={unicodes}",
            f"--output-file={target}",
            "--no-hinting",
            "--layout-features=kern,mark,mkmk,ccmp,locl",
            "--name-IDs=0,1,2,3,4,5,6,13,14",
            "--drop-tables+=DSIG,GDEF,vhea,vmtx,VORG,meta",
            "--notdef-outline",
        ],
        check=True,
    )


if __name__ == "__main__":
    main()
