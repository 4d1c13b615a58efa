from transforms.fetching.manners import MAX_HOSTS, MAX_ROBOTS_CHARS, Manners
from transforms.fetching.robots import Robots


def test_a_host_is_asked_by_one_at_a_time_and_not_before_its_interval() -> None:
    manners = Manners()
    assert manners.enter("a.example", 10.0) == 0.0
    assert manners.enter("a.example", 10.0) > 0.0
    assert manners.enter("b.example", 10.0) == 0.0
    manners.leave("a.example", now=10.5, free_at=11.5)
    assert manners.enter("a.example", 11.0) == 0.5
    assert manners.enter("a.example", 11.5) == 0.0


def test_a_turn_that_ends_early_shortens_no_interval() -> None:
    manners = Manners()
    manners.enter("a.example", 0.0)
    manners.leave("a.example", now=0.0, free_at=5.0)
    manners.leave("a.example", now=1.0, free_at=1.0)
    assert manners.enter("a.example", 4.0) == 1.0


def test_a_turn_can_be_put_off() -> None:
    manners = Manners()
    manners.enter("a.example", 0.0)
    manners.leave("a.example", now=0.0, free_at=1.0)
    manners.put_off("a.example", 4.0)
    assert manners.enter("a.example", 1.0) == 4.0


def test_a_pause_ends_by_itself_and_is_never_shortened() -> None:
    manners = Manners()
    manners.pause("a.example", until=100.0)
    manners.pause("a.example", until=50.0)
    assert manners.paused_secs("a.example", 40.0) == 60.0
    assert manners.paused_secs("a.example", 100.0) == 0.0
    assert manners.paused_secs("b.example", 40.0) == 0.0


def test_memory_of_hosts_is_bounded() -> None:
    manners = Manners()
    manners.pause("paused.example", until=1e9)
    for number in range(MAX_HOSTS + 10):
        manners.enter(f"{number}.example", float(number))
        manners.leave(f"{number}.example", now=float(number), free_at=number + 1.0)
    assert len(manners._hosts) < 20
    assert manners.paused_secs("paused.example", 0.0) == 1e9
    assert manners.enter(f"{MAX_HOSTS + 9}.example", MAX_HOSTS + 9.5) == 0.5


def test_memory_of_robots_is_bounded() -> None:
    manners = Manners()
    for number in range(100):
        manners.keep_robots(f"http://{number}.example", Robots(None, None, 0.0, MAX_ROBOTS_CHARS // 10))
        manners.robots_of("http://0.example")
    held = [number for number in range(100) if manners.robots_of(f"http://{number}.example")]
    assert 0 in held
    assert 99 in held
    assert 5 <= len(held) <= 10
