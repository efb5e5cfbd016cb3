"""Write the users' passwords for Airflow: the environment in, a file that only its owner reads out.

The one surprising thing: Airflow would make passwords of its own and print them into its log; a
complete file keeps it from doing so.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

PREFIX = "AIRFLOW_PASSWORD_"


def main() -> int:
    """Write the file; 2 when a configured user has no password."""
    users = os.environ["AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS"].split(",")
    names = [user.partition(":")[0] for user in users]
    missing = [name for name in names if not os.environ.get(PREFIX + name.upper())]
    if missing:
        variables = ", ".join(PREFIX + name.upper() for name in missing)
        print(f"Thiếu mật khẩu: điền {variables} trong tệp .env (hoặc chạy make env).")
        return 2
    path = Path(os.environ["AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE"])
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        json.dump({name: os.environ[PREFIX + name.upper()] for name in names}, stream)
    path.chmod(0o600)
    return 0


if __name__ == "__main__":
    sys.exit(main())
