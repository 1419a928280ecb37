"""Springs: where data enters, one file per publisher. Bytes become typed figures here, and only here."""
