"""The text of many upstreams of two targets each, and a route to each of them."""


def many_upstreams(count):
    """Routes by exact paths, targets at addresses of the loopback network where nobody listens."""
    routes = "\n".join(f'    route "many-{n}" {{ matches {{ path "/many/{n}"; }}; upstream "many-{n}"; }}' for n in range(count))
    upstreams = "\n".join(f'    upstream "many-{n}" {{ {_target(2 * n)}; {_target(2 * n + 1)}; }}' for n in range(count))
    return f"routes {{\n{routes}\n}}\nupstreams {{\n{upstreams}\n}}"


def _target(number):
    return f'target "127.{1 + (number >> 16)}.{number >> 8 & 255}.{number & 255}:8080"'
