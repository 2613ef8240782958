"""scratch: figures of the blind cases"""

import pathlib
import sys
import zlib

from rejoinder.domain.safety import Screening, screen

HERE = pathlib.Path(__file__).parent


def rows(name):
    for line in (HERE / f"{name}.txt").read_text().splitlines():
        parts = [p.strip() for p in line.split(" | ", 3 if name != "endings" else 2)]
        parts[-1] = parts[-1].replace("\\n", "\n")
        yield parts


def unseen(text):
    return zlib.crc32(("j" + text).encode()) // 7 % 2 == 0


def main(show):
    for name, yes, attr in (("english", "O", "opt_out"), ("goodbyes", "O", "opt_out"), ("machines", "A", "automated")):
        for half in (False, True):
            tp = fp = fn = 0
            amb = 0
            miss = []
            false = []
            for lang, medium, label, text in rows(name):
                if unseen(text) is not half:
                    continue
                v = screen(Screening(medium, text))
                got = getattr(v, attr)
                if label == yes and got:
                    tp += 1
                elif label == yes:
                    fn += 1
                    amb += v.ambiguous_opt_out
                    miss.append((lang, medium, "?" if v.ambiguous_opt_out else "", text))
                elif got:
                    fp += 1
                    false.append((lang, medium, v.rule, text))
            print(
                name,
                "blind" if half else "seen",
                f"tp {tp} fn {fn} (ambiguous {amb}) fp {fp}  recall {tp / (tp + fn):.3f} precision {tp / max(1, tp + fp):.3f}",
            )
            if show and not half:
                for m in miss:
                    print("   MISS", m)
                for m in false:
                    print("   FALSE", m)


main("-v" in sys.argv)
