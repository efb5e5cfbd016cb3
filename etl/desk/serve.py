"""Serves the desk alone: `etl desk`. Opens the port, starts the judge, prints how to sign in."""

import threading
import time
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from etl.desk import judge
from etl.desk.app import create_app
from etl.errors import speak_safely
from etl.settings import settings


def serve(host: str = "127.0.0.1", port: int = 8090) -> None:
    """Serve until interrupted; prints the address and where the first passwords lie."""
    from etl.pipeline.safekeeping import open_warehouse

    speak_safely()
    home = settings().home / "desk"
    open_warehouse()
    app = create_app(home=home)
    ended = threading.Event()
    watcher = threading.Thread(target=_keep_judge, args=(home, ended), daemon=True)
    watcher.start()
    print(f"Bàn làm việc: http://{host}:{port}/")
    passwords = home / "mat-khau-ban-dau.txt"
    if passwords.exists():
        print(f"Mật khẩu ban đầu: {passwords} (xóa tệp này sau khi đã giao mật khẩu)")
    try:
        uvicorn.run(
            behind_proxies(app, settings().desk_proxies),
            host=host,
            port=port,
            log_config=None,  # its faults are told by our handler, in our words
            log_level="warning",
            access_log=False,  # an officer's address holds the key of the link
            server_header=False,
            proxy_headers=False,  # the server's own default believes everybody on this machine
        )
    finally:
        ended.set()
        watcher.join(timeout=10)


def behind_proxies(app: ASGIApp, proxies: str) -> ASGIApp:
    """Let these addresses, comma between, say from where and by https a request came; no others."""
    return ProxyHeadersMiddleware(app, trusted_hosts=proxies) if proxies else app  # type: ignore[arg-type, return-value]


def _keep_judge(home: Path, ended: threading.Event) -> None:
    """Keep one judge running; a judge that died is started again, not faster than every 2 s."""
    while not ended.is_set():
        process = judge.start(home, submissions=True)
        while process.poll() is None and not ended.wait(0.5):
            pass
        if process.poll() is None:
            process.terminate()
            process.wait()
        time.sleep(0 if ended.is_set() else 2)
