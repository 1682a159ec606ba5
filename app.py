"""The entry of the page, and nothing else. Run it with ``citewell serve`` or ``make app``.

``streamlit run`` sees that it makes an App: the server imports it for ``app``, and each visit runs it as a script.
"""

from streamlit import App

if __name__ == "__main__":
    from qa.serving.page.frame import draw_page

    draw_page()
else:
    from qa.serving import originals, suggesting
    from qa.serving.api import mounting
    from qa.serving.entry import guarded, shown
    from qa.serving.guard import Application
    from qa.serving.light import routes as light
    from qa.serving.mcp import mounting as mcp
    from qa.serving.monitoring import health

    beside = (suggesting, originals, light, health, mounting, mcp)
    routes = [route for part in beside for route in part.routes()]
    app: Application = App(__file__, lifespan=shown, routes=routes)
    app = guarded(app)
