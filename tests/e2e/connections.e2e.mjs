// No address takes all the connections that there are.
import { connect } from 'node:net';
import { expect, until } from './world.mjs';

const most = 3;

// A connection that says nothing; `ended` tells whether the server has closed it.
async function silent(port) {
    const socket = connect(port, '127.0.0.1');
    socket.ended = false;
    socket.on('close', () => (socket.ended = true)).on('error', () => {});
    socket.resume();
    await new Promise((resume) => socket.once('connect', resume));
    return socket;
}

const is_served = (port) =>
    new Promise((resume) => {
        const socket = connect(port, '127.0.0.1', () => socket.write('GET /healthz HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n'));
        let said = '';
        socket.on('data', (text) => (said += text)).on('error', () => {}).on('close', () => resume(said.includes(' 200 ')));
    });

export const tests = {
    'one address holds no more connections than it may, and has a place again when one of them ends': async (world) => {
        world.serve_with = ['--connections-per-address', String(most)];
        await world.stop_server();
        await world.start_server();
        // What asked whether the server is ready may still hold one.
        await until('nobody holds a place', async () => {
            const tried = await Promise.all(Array.from({ length: most }, () => silent(world.port)));
            const all = !(await is_served(world.port)) && tried.every((socket) => !socket.ended);
            if (all) return (world.held = tried);
            for (const socket of tried) socket.destroy();
            return false;
        });
        const [first, ...others] = world.held;
        expect(!(await is_served(world.port)), 'one more is not served');
        first.destroy();
        await until('there is a place again', () => is_served(world.port));
        expect(others.every((socket) => !socket.ended), 'those who had a place keep it');
        for (const socket of others) socket.destroy();
    },
};
