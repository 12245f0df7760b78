"""What the assistant knows: curated entries, places, alerts, and how a question finds its answer. Pure."""

import os

# Before anything imports numpy: threads for one question cost more than they bring, most of all on a busy machine
# (three test workers on two cores took 7 ms a question instead of 1.3).
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
