"""Is the history as it was written? 0: yes; 1: no, and where; 2: it could not be verified."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from petitions import anchors, verifying
from petitions.models import Verification

CLEAN, BROKEN, UNCHECKED = Verification.Result


class Command(BaseCommand):
    help = (
        "Verify the whole history, or the one that a paper belongs to. Exit code 0: as it was written; 1: broken; 2: could not be verified."
    )

    def add_arguments(self, parser):
        parser.add_argument("--anchor", type=Path, metavar="FILE", help="hold it against this root file too")
        parser.add_argument("--receipt", metavar="HASH", help="prove that the code on a paper is a point of the history")

    def handle(self, anchor, receipt, **options):
        try:
            code = self.paper(receipt) if receipt else CLEAN
            if anchor or not receipt:
                code = max(code, self.whole(anchor), key=[CLEAN, UNCHECKED, BROKEN].index)
        except (verifying.CannotCheck, DatabaseError) as reason:
            words = str(reason) if isinstance(reason, verifying.CannotCheck) else type(reason).__name__
            self.stderr.write(f"Could not be verified: {words}")
            code = UNCHECKED
        sys.exit(int(code))

    def whole(self, anchor):
        result = verifying.verify(anchor)
        for number, seq, kind in result.faults:
            self.stdout.write(f"{number} {seq}: {kind}")
        if result.fault_count > len(result.faults):
            self.stdout.write(f"… and {result.fault_count - len(result.faults)} more")
        if result.reason:
            self.stderr.write(f"Could not be verified: {result.reason}")
        held = f", held against {anchor.name} of {anchors.read_head(anchor).made_at:%Y-%m-%d}" if result.anchor else ""
        self.stdout.write(
            f"{result.petitions} petitions, {result.events} events in {result.seconds:.1f} s{held}: {result.fault_count} faults"
        )
        return Verification.Result(result.result)

    def paper(self, printed):
        verifier = verifying.Verifier()
        faults = list(verifier.receipt(printed))
        for number, seq, kind in verifying.told(faults):
            self.stdout.write(f"{number} {seq}: {kind}")
        if verifier.point and not faults:
            self.stdout.write(
                f"The paper stands: event {verifier.point.seq} of petition {verifier.point.petition.number}, whose history is whole."
            )
        return BROKEN if faults else CLEAN
