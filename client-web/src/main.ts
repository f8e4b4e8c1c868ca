import './ui/tokens.css';
import './ui/base.css';
import './ui/print.css';
import { mount } from 'svelte';
import App from './app/App.svelte';
import { language } from './state/language.svelte';
import { preferences } from './state/preferences.svelte';

preferences.apply();
await language.start();
mount(App, { target: document.getElementById('app')! });
