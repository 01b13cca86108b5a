"""Reflex settings: what the exported frontend and the web process share.

The address baked into the frontend is a placeholder: the web process writes the real one in when it starts
(`onyx_app/guard/frontend.py`), so that one export serves every port and domain.
"""

import reflex as rx

from onyx_app.components import theme
from onyx_app.config import settings

config = rx.Config(
    app_name="onyx_app",
    api_url="http://localhost:3000",
    frontend_port=3000,
    backend_port=3000,
    transport="websocket",
    state_manager_mode="memory",
    cors_allowed_origins=settings().allowed_origins,
    trusted_proxy_hops=settings().onyx_trusted_proxies,
    telemetry_enabled=False,
    show_built_with_reflex=False,
    react_strict_mode=False,
    frontend_compression_formats=["brotli", "gzip"],
    default_color_mode="dark",
    plugins=[theme.plugin()],
    disable_plugins=[rx.plugins.SitemapPlugin],
)
